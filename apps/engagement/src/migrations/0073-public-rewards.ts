import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers who reward may say that their name is shown among supporters (decision record 0128). The index that they are read by is built by 0074.
 * Locks: `transfer` for a moment; a constant default rewrites nothing. Way back: below; supporters are a number again.
 */
export class PublicRewards1764000000072 implements MigrationInterface {
  name = 'PublicRewards1764000000072';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table transfer
        -- Whether a reward's giver is named.
        add column public boolean not null default false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table transfer drop column public`);
  }
}
