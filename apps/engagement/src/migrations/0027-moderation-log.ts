import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: what moderators, admins and the service decide is recorded in a log that nobody can change unseen. Each entry of a site has a
 * place in it and the hash of the one before. Transactions put entries into `moderation_log_waiting`, where they wait for nobody; they
 * are chained after the commit (decision record 0056). What identifies somebody is beside the log, so that it can be erased.
 * Decisions from before are not brought in: each comment's history has them.
 * Locks: none, the tables are new. Way back: drop them; the log is lost.
 */
export class ModerationLog1764000000026 implements MigrationInterface {
  name = 'ModerationLog1764000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table moderation_log (
        site_id text not null references site (id) on delete cascade,
        -- 1, 2, 3, …
        position bigint not null,
        id uuid not null,
        -- JSON, exactly as it was hashed.
        entry text not null,
        -- Of the entry before; 32 zero bytes for the first one.
        previous bytea not null,
        -- SHA-256 of the entry before's hash in hexadecimal, a line feed and the entry.
        hash bytea not null,
        primary key (site_id, position)
      )`);
    await runner.query(`
      create table moderation_log_head (
        site_id text primary key references site (id) on delete cascade,
        -- Of the last entry: an end that is cut off is noticed.
        position bigint not null,
        hash bytea not null
      )`);
    await runner.query(`
      create table moderation_log_waiting (
        id uuid primary key,
        site_id text not null references site (id) on delete cascade,
        -- JSON without its place in the chain.
        entry text not null
      )`);
    await runner.query(`
      create table moderation_log_private (
        entry_id uuid not null,
        site_id text not null references site (id) on delete cascade,
        -- 'by': who decided. 'subject': whom it is about, and what was written about them.
        part text not null check (part in ('by', 'subject')),
        -- Whose erasure removes it, such as 'reader:…'.
        person text not null,
        -- JSON. The entry holds the SHA-256 of salt and value, which tells nothing once these are gone.
        value text not null,
        salt bytea not null,
        primary key (entry_id, part)
      )`);
    await runner.query(`create index moderation_log_private_person on moderation_log_private (person)`);
    await runner.query(`
      create function refuse_to_change_moderation_log() returns trigger language plpgsql as $$
      begin
        -- The log goes with its site, and only so: then the site is gone already.
        if tg_op = 'DELETE' and not exists (select from site where id = old.site_id) then
          return old;
        end if;
        raise exception 'moderation_log is append-only';
      end
      $$`);
    await runner.query(`
      create trigger moderation_log_is_append_only before update or delete on moderation_log
        for each row execute function refuse_to_change_moderation_log()`);
    await runner.query(`
      create trigger moderation_log_is_not_truncated before truncate on moderation_log
        for each statement execute function refuse_to_change_moderation_log()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['private', 'waiting', 'head']) await runner.query(`drop table moderation_log_${table}`);
    await runner.query(`drop table moderation_log`);
    await runner.query(`drop function refuse_to_change_moderation_log()`);
  }
}
