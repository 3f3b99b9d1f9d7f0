import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers are told of replies, of what they follow, of decisions and of points (decision record 0075).
 * Locks: none; the tables are new. Way back: below; what was told, and who follows what, is lost.
 */
export class Notifications1764000000049 implements MigrationInterface {
  name = 'Notifications1764000000049';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notification (
        site_id text not null,
        reader_id uuid not null,
        id uuid not null,
        type text not null
          constraint notification_type_check check (type in ('reply', 'comment', 'decision', 'reward')),
        -- What it tells of: a comment, or a reward. A reader is told of each once.
        about_id uuid not null,
        page_id uuid not null,
        comment_id uuid,
        actor_id uuid,
        -- What was decided.
        decision text,
        -- Points that were given.
        amount bigint,
        -- As precise as it is shown, so that a reader can say how far they have read.
        created_at timestamptz(3) not null default now(),
        read_at timestamptz(3),
        primary key (reader_id, id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade,
        constraint notification_about check ((type = 'reward') = (amount is not null) and (type = 'decision') = (decision is not null))
      )`);
    await runner.query(`create unique index notification_once on notification (about_id, reader_id, site_id)`);
    await runner.query(`create index notification_unread on notification (reader_id, id) where read_at is null`);
    await runner.query(`create index notification_age on notification (created_at)`);
    await runner.query(`create index notification_of_page on notification (page_id) where comment_id is null`);
    await runner.query(`
      create table follow (
        site_id text not null,
        reader_id uuid not null,
        -- A page, or a comment, which is followed with everything below it.
        target_id uuid not null,
        is_comment boolean not null,
        created_at timestamptz(3) not null default now(),
        primary key (target_id, reader_id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index follow_reader on follow (reader_id, target_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table follow, notification`);
  }
}
