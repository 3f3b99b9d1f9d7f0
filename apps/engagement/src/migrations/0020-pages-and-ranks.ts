import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a site may say that only the pages exist that were announced or described, so that readers cannot create others. And a list of
 * comments by rank that is read page by page needs the ranks of the moment at which it began (decision record 0045).
 * Locks: `site` for a moment; a constant default rewrites nothing. Way back: below.
 */
export class PagesAndRanks1764000000019 implements MigrationInterface {
  name = 'PagesAndRanks1764000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site
        add column pages text not null default 'open' constraint site_pages_check check (pages in ('open', 'announced'))`);
    // Unlogged: it is of use for an hour, and without it a list of comments is as it was before.
    await runner.query(`
      create unlogged table comment_former_rank (
        site_id text not null,
        page_id uuid not null,
        -- The page's comments version since which the comment has another rank.
        version bigint not null,
        comment_id uuid not null,
        pinned boolean not null,
        score bigint not null,
        changed_at timestamptz not null default now(),
        primary key (page_id, version, comment_id, site_id)
      )`);
    await runner.query(`create index comment_former_rank_age on comment_former_rank using brin (changed_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table comment_former_rank`);
    await runner.query(`alter table site drop column pages`);
  }
}
