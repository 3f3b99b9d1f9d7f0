import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: how the event log is read. Each consumer has a cursor and a record of the events that it has handled, so that an event
 * that is delivered twice is handled once. Transaction numbers mean something in one database cluster only; event_log_cluster
 * says which one, so that a restored log is noticed.
 * Locks: none, the tables are new. Way back: drop them; consumers then start anew.
 */
export class EventConsumers1764000000013 implements MigrationInterface {
  name = 'EventConsumers1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_cursor (
        consumer text primary key,
        -- Every event up to this one has been handed to the consumer's queue.
        txid xid8 not null,
        position bigint not null,
        -- Events of transactions that began earlier are not the consumer's.
        since timestamptz not null,
        -- The types that it wants; null for all.
        types text[],
        -- Grows when the cursor goes back: a relay that read the old cursor then cannot move it forward.
        generation integer not null default 0
      )`);
    await runner.query(`
      create table event_handled (
        consumer text not null,
        event_id uuid not null,
        handled_at timestamptz not null default now(),
        primary key (consumer, event_id)
      )`);
    // Rows are added in the order of handled_at, which is all that a block range index needs: it is tiny and nearly free.
    await runner.query(`create index event_handled_at on event_handled using brin (handled_at)`);
    await runner.query(`
      create table event_log_cluster (
        only_row boolean primary key default true check (only_row),
        system_identifier bigint not null,
        timeline integer not null
      )`);
    await runner.query(`
      insert into event_log_cluster (system_identifier, timeline)
      select s.system_identifier, c.timeline_id from pg_control_system() s, pg_control_checkpoint() c`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table event_cursor, event_handled, event_log_cluster`);
  }
}
