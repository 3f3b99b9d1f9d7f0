import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUSES = `'published', 'pending', 'rejected', 'spam', 'removed', 'deleted'`;

/**
 * Why: moderators restrict readers. What is in force stands in the reader's row, which every write reads with its session; who imposed
 * and lifted what is kept beside it. A comment of a muted reader has a status of its own: its author sees it, and nobody else.
 * Locks: `reader` and `comment` against everything: columns with constant defaults rewrite nothing, but the new check of `comment` reads
 * all of it, as does its index. Way back: below; restrictions are lost, and comments of muted readers become rejected ones.
 */
export class Restrictions1764000000029 implements MigrationInterface {
  name = 'Restrictions1764000000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reader
        add column restriction text check (restriction in ('ban', 'mute', 'premoderate')),
        -- When it ends by itself.
        add column restricted_until timestamptz,
        -- What a banned reader is told.
        add column restriction_message text,
        -- Whether there may be comments that only this reader sees.
        add column was_muted boolean not null default false`);
    await runner.query(`
      create table reader_restriction (
        site_id text not null,
        id uuid not null,
        reader_id uuid not null,
        kind text not null check (kind in ('ban', 'mute', 'premoderate')),
        until timestamptz,
        reason text,
        -- For staff.
        note text,
        message text,
        -- A reader who moderates or a member of staff; null for the operator.
        actor_id uuid,
        -- The decision that removed the reader's comments.
        decision_id uuid,
        created_at timestamptz not null default now(),
        -- When it was lifted, or another one took its place.
        ended_at timestamptz,
        ended_by uuid,
        primary key (id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(
      `create unique index reader_restriction_open on reader_restriction (reader_id, site_id) where ended_at is null`,
    );
    await runner.query(`
      alter table comment
        drop constraint comment_status_check,
        add constraint comment_status_check check (status in (${STATUSES}, 'muted'))`);
    await runner.query(`create index comment_muted on comment (reader_id, page_id, id) where status = 'muted'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_muted`);
    await runner.query(`update comment set status = 'rejected' where status = 'muted'`);
    await runner.query(`
      alter table comment
        drop constraint comment_status_check,
        add constraint comment_status_check check (status in (${STATUSES}))`);
    await runner.query(`drop table reader_restriction`);
    await runner.query(`
      alter table reader
        drop column restriction, drop column restricted_until, drop column restriction_message, drop column was_muted`);
  }
}
