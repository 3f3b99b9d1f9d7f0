import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: any number of languages, slugs that may change, articles that appear at a time that was set. Locks: both tables of
 * articles, for as long as it takes to rewrite them. Way back: restore the database.
 */
export class VersionsAliasesSchedule1764000000001 implements MigrationInterface {
  name = 'VersionsAliasesSchedule1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    // What readers get first comes first. `original` used to tell the two versions of a translated article apart; from now
    // on it marks the one version that was there before the others, also where there are no others.
    await runner.query(`alter table article_version add column position int`);
    await runner.query(`update article_version set position = case when original then 1 else 0 end`);
    await runner.query(`
      update article_version v set original = true
       where not exists (select from article_version o where o.article_id = v.article_id and o.original)`);
    await runner.query(`
      -- A text and its original could say that they are in one language.
      update article_version v set language = v.language || '-x-original'
       where v.position = 1
         and exists (select from article_version o
                      where o.article_id = v.article_id and o.position = 0 and lower(o.language) = lower(v.language))`);
    await runner.query(`alter table article_version alter column position set not null`);
    await runner.query(`alter table article_version drop constraint article_version_pkey`);
    await runner.query(`alter table article_version add primary key (article_id, position)`);
    await runner.query(`create unique index article_version_language on article_version (article_id, lower(language))`);
    await runner.query(`create unique index article_version_original on article_version (article_id) where original`);

    // Engagement goes on knowing an article by the key that it learned first, whatever the slug becomes.
    await runner.query(`alter table article add column page_key text`);
    await runner.query(`update article set page_key = slug`);
    await runner.query(`alter table article alter column page_key set not null`);
    await runner.query(`alter table article add unique (page_key)`);
    await runner.query(`
      create table article_alias (
        slug text primary key,
        article_id uuid not null references article (id) on delete cascade
      )`);
    await runner.query(`create index article_alias_article on article_alias (article_id)`);

    await runner.query(`alter table article drop constraint article_status_check`);
    await runner.query(
      `alter table article add constraint article_status_check check (status in ('draft', 'scheduled', 'published'))`,
    );
    await runner.query(`create index article_due on article (published_at) where status = 'scheduled'`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Restore the database instead.'));
  }
}
