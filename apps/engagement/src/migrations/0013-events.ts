import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the record of what happened, written in the transaction of the fact, read by consumers that need every event.
 * `txid` and `position` together are the order in which events are read: an event is readable once every transaction that
 * began before its own has ended, so that one that commits late is never skipped.
 * Locks: none, the table is new. Way back: drop it; nothing else refers to it.
 */
export class Events1764000000012 implements MigrationInterface {
  name = 'Events1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event (
        txid xid8 not null default pg_current_xact_id(),
        position bigint generated always as identity,
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        type text not null,
        page_id uuid,
        -- What it happened to: a comment, a reward, a page or a reader.
        subject_id uuid not null,
        -- The reader who did it; null for the operator and for the services themselves.
        actor_id uuid,
        payload jsonb not null,
        created_at timestamptz not null default now(),
        primary key (txid, position)
      )`);
    await runner.query(`create index event_created on event (created_at)`);
    await runner.query(`create index event_site on event (site_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table event`);
  }
}
