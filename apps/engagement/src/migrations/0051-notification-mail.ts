import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers are told by mail, too (decision record 0076).
 * Locks: `notification` for a moment; its indexes are built by 0079, and its check is validated by 0080.
 * Way back: below; addresses and what readers chose are lost.
 */
export class NotificationMail1764000000050 implements MigrationInterface {
  name = 'NotificationMail1764000000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reader_mail (
        site_id text not null,
        reader_id uuid not null,
        -- Null where the reader has chosen something, and has no address.
        email text,
        confirmed_at timestamptz(3),
        -- A mail came back for good: nothing more is sent there.
        bounced_at timestamptz(3),
        -- Whoever follows the link with it has the address.
        confirm_token text,
        -- When the mail with the link is sent, or, while a worker sends it, when another one may; null where there is nothing to send.
        confirm_due_at timestamptz,
        confirm_attempts smallint not null default 0,
        asked_at timestamptz(3),
        -- Whoever has it may end the reader's mail, and nothing else.
        unsubscribe_token text not null,
        replies text not null default 'now',
        comments text not null default 'now',
        decisions text not null default 'now',
        rewards text not null default 'off',
        time_zone text not null default 'UTC',
        -- Tag of the language that mail is written in.
        language text not null default 'en',
        -- Until then nothing is sent, so that what comes in a row comes in one mail.
        not_before timestamptz,
        primary key (reader_id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade,
        constraint reader_mail_unsubscribe_token_key unique (unsubscribe_token),
        constraint reader_mail_confirm_token_key unique (confirm_token),
        constraint reader_mail_choice_check check (
          replies in ('off', 'now', 'hourly', 'daily', 'weekly') and comments in ('off', 'now', 'hourly', 'daily', 'weekly')
          and decisions in ('off', 'now', 'hourly', 'daily', 'weekly') and rewards in ('off', 'now', 'hourly', 'daily', 'weekly'))
      )`);
    await runner.query(
      `create index reader_mail_confirmations on reader_mail (confirm_due_at) where confirm_due_at is not null`,
    );
    // The index of addresses is for bounces, which name one and no reader.
    await runner.query(`create index reader_mail_address on reader_mail (lower(email)) where email is not null`);
    await runner.query(`
      create table mail_ask (
        -- Of an address that was asked whether it is a reader's: SHA-256 of it in lower case.
        email_hash bytea primary key,
        since timestamptz not null default now(),
        times smallint not null default 1
      )`);
    await runner.query(`create index mail_ask_age on mail_ask (since)`);
    await runner.query(`
      alter table notification
        add column mail text not null default 'off',
        add constraint notification_mail_check
          check (mail in ('off', 'no-address', 'muted', 'waiting', 'sent', 'digested', 'read', 'hidden', 'bounced', 'failed')) not valid,
        add column mail_at timestamptz(3),
        -- When it is sent, or, while a worker sends it, when another one may; null where there is nothing to send.
        add column mail_due_at timestamptz,
        add column mail_digest boolean not null default false,
        -- What goes into one mail.
        add column mail_batch uuid,
        add column mail_attempts smallint not null default 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table notification
        drop column mail, drop column mail_at, drop column mail_due_at, drop column mail_digest, drop column mail_batch,
        drop column mail_attempts`);
    await runner.query(`drop table reader_mail, mail_ask`);
  }
}
