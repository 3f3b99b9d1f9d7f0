import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a page may be moderated otherwise than its site, and may take only one comment of each reader in some seconds.
 * Locks: `page` against everything for a moment (columns without a default rewrite nothing). Way back: below; pages follow their site.
 */
export class PageModes1764000000036 implements MigrationInterface {
  name = 'PageModes1764000000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table page
        -- Null: as the site says.
        add column mode text constraint page_mode_check check (mode in ('post', 'pre', 'first')),
        -- Seconds in which the page takes one comment of each reader; null for any number of comments.
        add column slow_seconds int constraint page_slow_seconds_check check (slow_seconds > 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table page drop column mode, drop column slow_seconds`);
  }
}
