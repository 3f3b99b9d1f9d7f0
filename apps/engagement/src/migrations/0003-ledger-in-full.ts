import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: rewards on comments, reversals, daily grants, merged pages and closed wallets are transfers too; a statement lists an
 * account's transfers by time.
 * Locks: `transfer` for the time that its check is validated and its indexes are built. Way back: below.
 */
export class LedgerInFull1764000000002 implements MigrationInterface {
  name = 'LedgerInFull1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        drop constraint transfer_reason_check,
        add constraint transfer_reason_check check
          (reason in ('starting-balance', 'daily-grant', 'reward', 'reversal', 'merge', 'closing')),
        -- The rewarded comment, where the reward was for one.
        add column comment_id uuid,
        -- The transfer that this one takes back.
        add column reverses_id uuid,
        add constraint transfer_reverses foreign key (site_id, reverses_id) references transfer (site_id, id),
        add constraint transfer_reversal check ((reason = 'reversal') = (reverses_id is not null))`);
    // A transfer is taken back once.
    await runner.query(
      `create unique index transfer_reversed on transfer (site_id, reverses_id) where reverses_id is not null`,
    );
    await runner.query(`create index transfer_page on transfer (site_id, page_id) where page_id is not null`);
    await runner.query(`drop index transfer_debit, transfer_credit`);
    // What a reader gave to a page or comment; then an account's statement.
    await runner.query(
      `create index transfer_target on transfer (site_id, debit_account_id, (coalesce(comment_id, page_id)))`,
    );
    await runner.query(`create index transfer_debit on transfer (site_id, debit_account_id, id)`);
    await runner.query(`create index transfer_credit on transfer (site_id, credit_account_id, id)`);
    // The day (UTC) of a wallet's last daily grant.
    await runner.query(`alter table account add column granted_on date`);
    await runner.query(`create index account_list on account (site_id, kind, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop index account_list, transfer_credit, transfer_debit, transfer_target, transfer_page, transfer_reversed`,
    );
    await runner.query(`alter table account drop column granted_on`);
    await runner.query(`create index transfer_debit on transfer (site_id, debit_account_id, page_id)`);
    await runner.query(`create index transfer_credit on transfer (site_id, credit_account_id)`);
    await runner.query(`
      alter table transfer
        drop constraint transfer_reversal, drop constraint transfer_reverses, drop column reverses_id, drop column comment_id`);
  }
}
