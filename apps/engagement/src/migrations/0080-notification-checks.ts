import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: migrations 0051, 0057, 0058 and 0061 add these checks without a look at the rows that are there; where they looked, nothing is done
 * (decision record 0132).
 * Locks: none that a writer waits for, while `notification` is read once. Way back: nothing to do.
 */
export class NotificationChecks1764000000079 implements MigrationInterface {
  name = 'NotificationChecks1764000000079';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification
        validate constraint notification_type_check,
        validate constraint notification_mail_check,
        validate constraint notification_push_missed_check`);
  }

  async down(): Promise<void> {}
}
