import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a guest who is banned comes back as a new one with a click. For the rest of the day they are known by a hash of their address and
 * browser under the day's salt; sessions forget it the next day.
 * Locks: `session` against everything for a moment (an empty column rewrites nothing, and the index on it finds nothing). Way back: below.
 */
export class GuestClients1764000000030 implements MigrationInterface {
  name = 'GuestClients1764000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table session add column client bytea`);
    await runner.query(`create index session_client on session (created_at) where client is not null`);
    await runner.query(`
      create table banned_client (
        site_id text not null,
        client bytea not null,
        reader_id uuid not null,
        day date not null default (now() at time zone 'utc')::date,
        primary key (client, reader_id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index banned_client_reader on banned_client (reader_id)`);
    await runner.query(`create index banned_client_day on banned_client (day, site_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table banned_client`);
    await runner.query(`alter table session drop column client`);
  }
}
