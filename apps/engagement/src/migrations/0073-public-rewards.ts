import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers who reward may say that their name is shown among supporters (decision record 0128). Supporters of a page or comment are read from
 * its newest rewards.
 * Locks: `transfer` for a moment; a constant default rewrites nothing. Then against writes while the index is built, about a second per million
 * rows. Way back: below; supporters are a number again.
 */
export class PublicRewards1764000000072 implements MigrationInterface {
  name = 'PublicRewards1764000000072';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        -- Whether a reward's giver is named.
        add column public boolean not null default false`);
    await runner.query(`
      create index transfer_rewards on transfer (coalesce(comment_id, page_id), id) where reason = 'reward'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index transfer_rewards`);
    await runner.query(`alter table transfer drop column public`);
  }
}
