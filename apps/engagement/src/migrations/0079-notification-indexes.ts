import { buildIndex } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: migrations 0051 and 0058 built these while nobody could write a notification; where they have, nothing is done (decision record 0122).
 * Locks: none that anybody waits for. Way back: below.
 */
export class NotificationIndexes1764000000078 implements MigrationInterface {
  name = 'NotificationIndexes1764000000078';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'notification_mail_due', 'notification (mail_due_at) where mail_due_at is not null');
    await buildIndex(
      runner,
      'notification_mail_reader',
      'notification (reader_id, mail_due_at) where mail_due_at is not null',
    );
    await buildIndex(runner, 'notification_batch', 'notification (mail_batch) where mail_batch is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index notification_mail_due, notification_mail_reader, notification_batch`);
  }
}
