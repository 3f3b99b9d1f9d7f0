import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: nobody rewards their own page, so somebody has to say whose it is. By key, since a site may name the author of a page
 * that nothing has happened on yet; aliases and merged pages need nothing more.
 * Locks: none, the table is new. Way back: drop it; nobody is an author then.
 */
export class PageAuthors1764000000008 implements MigrationInterface {
  name = 'PageAuthors1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table page_author (
        site_id text not null references site (id) on delete cascade,
        -- Any key that the page is found by.
        key text not null,
        -- Either the reader, or whom the site's single sign-on names so: they may not have signed in yet.
        reader_id uuid,
        sso_subject text,
        created_at timestamptz not null default now(),
        constraint page_author_named check (num_nonnulls(reader_id, sso_subject) = 1),
        constraint page_author_once unique nulls not distinct (site_id, key, reader_id, sso_subject),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(
      `create index page_author_reader on page_author (site_id, reader_id) where reader_id is not null`,
    );
    await runner.query(
      `create index page_author_subject on page_author (site_id, sso_subject) where sso_subject is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table page_author`);
  }
}
