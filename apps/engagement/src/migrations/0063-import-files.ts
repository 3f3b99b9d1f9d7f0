import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: exports of other systems are uploaded in the console, in parts, and imported by a worker, which may be another process than the one
 * that took them: they are kept in the database, since the services store nothing on disk (decision record 0091).
 * Locks: `import_run` against writes while its index is built; it has few rows. Way back: below; files that were uploaded are lost, imports
 * stay.
 */
export class ImportFiles1764000000062 implements MigrationInterface {
  name = 'ImportFiles1764000000062';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table import_file (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        name text not null,
        bytes bigint not null,
        received_bytes bigint not null default 0,
        -- How it is read.
        settings jsonb not null,
        -- Of the settings: work that was begun with others ends without a result.
        revision integer not null default 0,
        status text not null default 'uploading'
          constraint import_file_status_check
          check (status in ('uploading', 'checking', 'checked', 'importing', 'imported', 'failed')),
        -- How often the work was begun that its status names.
        attempts integer not null default 0,
        progress jsonb,
        report jsonb,
        problem text,
        run_id uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (id, site_id)
      )`);
    // A site has ten at most, for a week: reading a site's reads them all.
    await runner.query(
      `create index import_file_work on import_file (updated_at) where status in ('checking', 'importing')`,
    );
    await runner.query(`create index import_file_updated on import_file (updated_at)`);
    await runner.query(`
      create table import_file_part (
        site_id text not null,
        file_id uuid not null,
        -- From 0.
        number integer not null,
        bytes integer not null,
        data bytea not null,
        primary key (file_id, number, site_id),
        foreign key (file_id, site_id) references import_file (id, site_id) on delete cascade
      )`);
    // Exports are compressed, or are read once: compressing them costs more than it saves.
    await runner.query(`alter table import_file_part alter column data set storage external`);
    await runner.query(`create index import_run_undoing on import_run (id) where status = 'undoing'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index import_run_undoing`);
    await runner.query(`drop table import_file_part`);
    await runner.query(`drop table import_file`);
  }
}
