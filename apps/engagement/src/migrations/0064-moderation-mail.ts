import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: staff are told by mail of comments that wait for them: those that were held, and those that readers reported.
 * Locks: `staff` for a moment, a table of some rows. Way back: below; what waits to be sent and what staff chose is lost.
 */
export class ModerationMail1764000000063 implements MigrationInterface {
  name = 'ModerationMail1764000000063';

  async up(runner: QueryRunner): Promise<void> {
    const choices = `('off', 'now', 'hourly', 'daily', 'weekly')`;
    await runner.query(`
      alter table staff
        -- When a mail is sent about comments that are held, and about those that are reported.
        add column mail_held text not null default 'hourly' constraint staff_mail_held_check check (mail_held in ${choices}),
        add column mail_reported text not null default 'hourly' constraint staff_mail_reported_check check (mail_reported in ${choices}),
        add column time_zone text not null default 'UTC',
        add column mail_language text not null default 'en',
        -- Why no mail is sent to the address any more.
        add column mail_stopped text constraint staff_mail_stopped_check check (mail_stopped in ('bounced', 'complained'))`);
    await runner.query(`
      create table moderation_mail (
        staff_id uuid not null,
        site_id text not null,
        -- Of what was told of before that, nothing is in the next mail.
        told_until timestamptz not null default now(),
        -- When the next mail is sent; null while there is nothing for it.
        due_at timestamptz,
        not_before timestamptz not null default '-infinity',
        -- A mail under way: its id, up to when it tells, and when it is tried again.
        batch uuid,
        batch_until timestamptz,
        retry_at timestamptz,
        -- The mail that was sent last.
        last_batch uuid,
        attempts smallint not null default 0,
        next_at timestamptz generated always as (coalesce(retry_at, due_at)) stored,
        primary key (staff_id, site_id),
        foreign key (staff_id) references staff (id) on delete cascade,
        foreign key (site_id) references site (id) on delete cascade,
        constraint moderation_mail_batch check ((batch is null) = (batch_until is null) and (batch is null) = (retry_at is null))
      )`);
    await runner.query(`create index moderation_mail_next on moderation_mail (next_at)`);
    await runner.query(`create index moderation_mail_last on moderation_mail (last_batch)`);
    await runner.query(`
      create table moderation_news (
        comment_id uuid not null,
        kind text not null constraint moderation_news_kind_check check (kind in ('held', 'reported')),
        site_id text not null,
        at timestamptz not null,
        primary key (comment_id, kind, site_id),
        foreign key (site_id) references site (id) on delete cascade
      )`);
    await runner.query(`create index moderation_news_time on moderation_news (site_id, at)`);
    await runner.query(`create index moderation_news_old on moderation_news (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table moderation_news`);
    await runner.query(`drop table moderation_mail`);
    await runner.query(`
      alter table staff drop column mail_held, drop column mail_reported, drop column time_zone, drop column mail_language,
        drop column mail_stopped`);
  }
}
