import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers report comments. Each reports a comment once; what becomes of it is kept with the report, and a comment knows how
 * many of its reports are open.
 * Locks: `comment` against everything for a moment (a column with a constant default rewrites nothing). Way back: below; reports
 * are lost.
 */
export class Reports1764000000024 implements MigrationInterface {
  name = 'Reports1764000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table report (
        site_id text not null,
        id uuid not null,
        comment_id uuid not null,
        reader_id uuid not null,
        reason text not null,
        text text,
        status text not null default 'open' check (status in ('open', 'upheld', 'dismissed')),
        -- The decision that settled it.
        decision_id uuid,
        created_at timestamptz not null default now(),
        resolved_at timestamptz,
        primary key (id, site_id),
        unique (comment_id, reader_id, site_id),
        check ((status = 'open') = (resolved_at is null)),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade,
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index report_reader on report (reader_id, id)`);
    await runner.query(`create index report_decision on report (decision_id) where decision_id is not null`);
    await runner.query(`alter table comment add column open_reports integer not null default 0`);
    await runner.query(`create index comment_reported on comment (site_id, open_reports, id) where open_reports > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_reported`);
    await runner.query(`alter table comment drop column open_reports`);
    await runner.query(`drop table report`);
  }
}
