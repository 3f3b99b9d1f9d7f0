import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers and staff see why something was not pushed, as they do of mail (decision record 0107).
 * Locks: `notification` for a moment; its check is validated by 0080. Way back: below; why something was not pushed is lost.
 */
export class PushOutcomes1764000000060 implements MigrationInterface {
  name = 'PushOutcomes1764000000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification
        -- Why no device has shown it, unless one has (\`pushed_at\`) or one still waits for it (\`push_delivery\`). Null for what is older than this column.
        add column push_missed text,
        add constraint notification_push_missed_check
          check (push_missed in ('no-device', 'muted', 'read', 'hidden', 'rate', 'expired', 'gone', 'failed')) not valid,
        add column push_missed_at timestamptz(3)`);
    // Most readers have no device: said without a look at them for each notification.
    await runner.query(`alter table notification alter column push_missed set default 'no-device'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table notification drop column push_missed, drop column push_missed_at`);
  }
}
