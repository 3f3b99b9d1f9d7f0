import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why: the first schema. Locks: none, the tables are new. Way back: drop the database. */
export class Initial1764000000000 implements MigrationInterface {
  name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    // One sequence for all articles: a slug that is deleted and used again goes on growing, so that engagement, which knows
    // a page by its slug, never takes the new article for an old state.
    await runner.query(`create sequence article_version_number`);
    await runner.query(`
      create table article (
        id uuid primary key,
        site_id text not null,
        slug text not null unique,
        status text not null check (status in ('draft', 'published')),
        version bigint not null,
        published_at timestamptz,
        author text,
        source_name text,
        source_url text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        check ((source_name is null) = (source_url is null)),
        check (status = 'draft' or published_at is not null)
      )`);
    await runner.query(
      `create index article_latest on article (published_at desc, id desc) where status = 'published'`,
    );

    await runner.query(`
      create table article_version (
        article_id uuid not null references article (id) on delete cascade,
        -- The version in the language it was written in, or the one that readers get first.
        original boolean not null,
        language text not null,
        title text not null,
        body text not null,
        html text not null,
        excerpt text not null,
        primary key (article_id, original)
      )`);

    await runner.query(`
      create table article_topic (
        article_id uuid not null references article (id) on delete cascade,
        position int not null,
        slug text not null,
        name text not null,
        primary key (article_id, position)
      )`);
    await runner.query(`create index article_topic_slug on article_topic (slug, article_id)`);

    await runner.query(`
      create table related_link (
        article_id uuid not null references article (id) on delete cascade,
        position int not null,
        title text not null,
        url text not null,
        primary key (article_id, position)
      )`);

    await runner.query(`
      create table engagement_snapshot (
        site_id text not null,
        page_key text not null,
        counters jsonb,
        counters_version bigint not null default 0,
        comments jsonb,
        comments_version bigint not null default 0,
        updated_at timestamptz not null default now(),
        primary key (site_id, page_key)
      )`);

    await runner.query(`
      create table outbox (
        id bigint generated always as identity primary key,
        name text not null,
        payload jsonb not null,
        created_at timestamptz not null default now(),
        sent_at timestamptz
      )`);
    await runner.query(`create index outbox_unsent on outbox (id) where sent_at is null`);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Drop the database instead.'));
  }
}
