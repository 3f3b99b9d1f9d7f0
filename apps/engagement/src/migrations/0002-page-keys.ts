import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a page may have several keys, so that a page that moved, or two that were merged, is found by each of them. A page's
 * own key is in both tables; `page_key` is where keys are unique and where every look-up goes.
 * Locks: `page` for reading while the keys are copied. Way back: drop the table; aliases are lost.
 */
export class PageKeys1764000000001 implements MigrationInterface {
  name = 'PageKeys1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table page_key (
        site_id text not null,
        key text not null,
        page_id uuid not null,
        created_at timestamptz not null default now(),
        primary key (site_id, key),
        foreign key (site_id, page_id) references page (site_id, id) on delete cascade
      )`);
    await runner.query(`create index page_key_page on page_key (site_id, page_id)`);
    await runner.query(`insert into page_key (site_id, key, page_id) select site_id, key, id from page`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table page_key`);
  }
}
