import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why: search over titles and texts. Locks: none, the table is new; the service fills it. Way back: drop the table. */
export class Search1764000000003 implements MigrationInterface {
  name = 'Search1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table article_search (
        article_id uuid not null references article (id) on delete cascade,
        language text not null,
        -- How PostgreSQL reads the language, as text: columns of type regconfig stand in the way of pg_upgrade.
        config text not null,
        published_at timestamptz not null,
        title text not null,
        body text not null,
        words tsvector not null,
        primary key (article_id, language)
      )`);
    await runner.query(`create index article_search_words on article_search using gin (words)`);
    await runner.query(`create index article_search_config on article_search (config)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table article_search`);
  }
}
