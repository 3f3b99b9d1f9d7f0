import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: mail that was taken can come back, and whoever gets it can call it unwanted; both name the mail by its id, and end mail to the address.
 * Locks: `notification` for a moment; its index is built by 0079, and its check is validated by 0080. Way back: below; who complained counts as bounced.
 */
export class MailReports1764000000057 implements MigrationInterface {
  name = 'MailReports1764000000057';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table reader_mail add column complained boolean not null default false`);
    await this.allow(runner, [...OUTCOMES, 'complained']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update notification set mail = 'bounced' where mail = 'complained'`);
    await this.allow(runner, OUTCOMES);
    await runner.query(`alter table reader_mail drop column complained`);
  }

  private async allow(runner: QueryRunner, outcomes: readonly string[]): Promise<void> {
    await runner.query(`
      alter table notification
        drop constraint notification_mail_check,
        add constraint notification_mail_check check (mail in (${outcomes.map((outcome) => `'${outcome}'`).join(', ')})) not valid`);
  }
}

const OUTCOMES = [
  ...['off', 'no-address', 'muted', 'waiting', 'sent', 'digested', 'read', 'hidden', 'bounced', 'failed'],
];
