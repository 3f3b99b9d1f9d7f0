import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partial indexes over what lists show; they go with the column that they name. */
const LISTED_INDEXES = [
  `create index comment_top on comment (page_id, pinned desc, score desc, id desc) where parent_id is null and listed`,
  `create index comment_time on comment (page_id, id) where parent_id is null and listed`,
  `create index comment_replies on comment (parent_id, id) where listed`,
];

/**
 * Why: comments are held, rejected and decided about. Each site has moderation settings, each held comment the verdicts that hold
 * it, each decision a row that undoes it, and each change of status its reason. A comment that is hidden while it has replies
 * keeps their place, whatever hides it.
 * Locks: `comment` against everything while the table is rewritten and its indexes are built (about a second for 100,000
 * comments). Way back: below; settings, verdicts and decisions are lost, and hidden comments stay hidden.
 */
export class Moderation1764000000023 implements MigrationInterface {
  name = 'Moderation1764000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table site add column moderation jsonb not null default '{}'`);
    await runner.query(`
      alter table reader
        drop constraint reader_role_check,
        add constraint reader_role_check check (role in ('guest', 'member', 'moderator', 'staff'))`);
    await runner.query(`drop index reader_staff`);
    await runner.query(`create index reader_staff on reader (site_id) where role in ('moderator', 'staff')`);
    await runner.query(`
      alter table comment
        drop column listed,
        -- What the steps of moderation said of the text, where it did not pass all of them.
        add column verdicts jsonb,
        -- Visible, or a tombstone that holds replies in their place.
        add column listed boolean not null generated always as (status = 'published' or reply_count > 0) stored`);
    for (const index of LISTED_INDEXES) await runner.query(index);
    await runner.query(
      `create index comment_queue on comment (site_id, status, id) where status in ('pending', 'spam')`,
    );
    await runner.query(
      `create index comment_held on comment (reader_id, page_id, id) where status in ('pending', 'rejected', 'spam')`,
    );
    await runner.query(`
      alter table comment_status
        -- The decision that changed it; null for a change that is none.
        add column decision_id uuid,
        -- Of a list that the site and the law know, such as spam or harassment.
        add column reason text,
        -- For staff.
        add column note text,
        -- For the author.
        add column message text`);
    await runner.query(`
      create table moderation_decision (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        decision text not null check (decision in ('publish', 'reject', 'spam', 'remove', 'hold')),
        -- A reader who moderates; null for the operator.
        actor_id uuid,
        created_at timestamptz not null default now(),
        undone_at timestamptz,
        primary key (id, site_id)
      )`);
    await runner.query(
      `create index comment_status_decision on comment_status (decision_id) where decision_id is not null`,
    );
    await runner.query(`
      create table comment_fingerprint (
        site_id text not null,
        comment_id uuid not null,
        reader_id uuid not null,
        -- A 64-bit similarity hash of the text.
        fingerprint bigint not null,
        created_at timestamptz not null default now(),
        primary key (comment_id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      )`);
    await runner.query(`create index comment_fingerprint_time on comment_fingerprint (site_id, created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table comment_fingerprint`);
    await runner.query(`drop index comment_status_decision`);
    await runner.query(`drop table moderation_decision`);
    await runner.query(`
      alter table comment_status
        drop column decision_id, drop column reason, drop column note, drop column message`);
    await runner.query(`drop index comment_queue`);
    await runner.query(`drop index comment_held`);
    await runner.query(`
      alter table comment
        drop column verdicts,
        drop column listed,
        add column listed boolean not null generated always as
          (status = 'published' or (status in ('removed', 'deleted') and reply_count > 0)) stored`);
    for (const index of LISTED_INDEXES) await runner.query(index);
    await runner.query(`update reader set role = 'staff' where role = 'moderator'`);
    await runner.query(`
      alter table reader
        drop constraint reader_role_check,
        add constraint reader_role_check check (role in ('guest', 'member', 'staff'))`);
    await runner.query(`drop index reader_staff`);
    await runner.query(`create index reader_staff on reader (site_id) where role = 'staff'`);
    await runner.query(`alter table site drop column moderation`);
  }
}
