import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partial indexes over what lists show; they go with the column that they name. */
const LISTED_INDEXES = [
  `create index comment_top on comment (page_id, pinned desc, score desc, id desc) where parent_id is null and listed`,
  `create index comment_time on comment (page_id, id) where parent_id is null and listed`,
  `create index comment_replies on comment (parent_id, id) where listed`,
];

/**
 * Why: a comment changes status for more reasons than its author's: staff hide it and show it again, moderation holds it. What
 * readers may see follows from the status in the database (`visible`, `listed`), and each change has a row of history.
 * Locks: `comment` against everything while the table is rewritten and three indexes are built (about a second for 100,000
 * comments). Way back: below; hidden comments become deleted ones, whose text is gone.
 */
export class CommentStatus1764000000014 implements MigrationInterface {
  name = 'CommentStatus1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table comment
        drop constraint comment_status_check,
        drop column listed,
        add constraint comment_status_check
          check (status in ('published', 'pending', 'rejected', 'spam', 'removed', 'deleted')),
        -- What was erased is gone; what is hidden keeps its text.
        add constraint comment_erased check ((status = 'deleted') = (body is null)),
        add column visible boolean not null generated always as (status = 'published') stored,
        -- Visible, or a tombstone that holds replies in their place.
        add column listed boolean not null generated always as
          (status = 'published' or (status in ('removed', 'deleted') and reply_count > 0)) stored`);
    for (const index of LISTED_INDEXES) await runner.query(index);
    await runner.query(`
      create table comment_status (
        site_id text not null,
        id uuid not null,
        comment_id uuid not null,
        from_status text not null,
        to_status text not null,
        -- Why: author-deleted, staff-removed, staff-restored, reader-erased.
        cause text not null,
        -- The reader who did it; null for the operator and for the services themselves.
        actor_id uuid,
        created_at timestamptz not null default now(),
        primary key (id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      )`);
    await runner.query(`create index comment_status_comment on comment_status (comment_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table comment_status`);
    await runner.query(`update comment set status = 'deleted', body = null, html = null where status <> 'published'`);
    await runner.query(`
      alter table comment
        drop constraint comment_status_check,
        drop constraint comment_erased,
        drop column visible,
        drop column listed,
        add constraint comment_status_check check (status in ('published', 'deleted')),
        add column listed boolean not null default true`);
    await runner.query(`update comment set listed = false where status = 'deleted' and reply_count = 0`);
    for (const index of LISTED_INDEXES) await runner.query(index);
  }
}
