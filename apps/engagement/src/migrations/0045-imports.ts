import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: comments of other systems are imported in runs that can be repeated, continued and taken back (decision record 0071). What was
 * imported is found again by the id that it has at its source.
 * Locks: none; the tables are new. Way back: below; what was imported stays, and cannot be taken back or updated by a file any more.
 */
export class Imports1764000000044 implements MigrationInterface {
  name = 'Imports1764000000044';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table import_run (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        -- What tells this source from others of the site; ids of items are unique in it.
        source text not null,
        format text not null,
        -- The file's name without its folder, and what it is known by when it is started again.
        file text not null,
        fingerprint bytea not null,
        status text not null default 'running'
          constraint import_run_status_check check (status in ('running', 'finished', 'undoing', 'undone')),
        -- Counts of items by what became of them, and how far it is.
        figures jsonb not null default '{}',
        created_at timestamptz not null default now(),
        finished_at timestamptz,
        undone_at timestamptz,
        primary key (id, site_id)
      )`);
    await runner.query(`
      create table import_ref (
        site_id text not null,
        source text not null,
        kind text not null constraint import_ref_kind_check check (kind in ('comment', 'reader', 'page')),
        -- Of readers a keyed hash, of pages their key.
        external_id text not null,
        target_id uuid not null,
        -- The run that brought it.
        run_id uuid not null,
        -- Of comments: the item as it was at the source, and text and status as they were stored. What differs now was changed there or here.
        source_hash bytea,
        body_hash bytea,
        status text,
        primary key (external_id, source, kind, site_id),
        foreign key (site_id, run_id) references import_run (site_id, id) on delete cascade
      )`);
    await runner.query(`create index import_ref_run on import_ref (run_id, kind, target_id)`);
    await runner.query(`
      create table import_change (
        site_id text not null,
        run_id uuid not null,
        comment_id uuid not null,
        -- The comment and its reference as they were before the run changed them.
        body text,
        html text,
        renderer_version integer not null,
        status text not null,
        pinned boolean not null,
        edited_at timestamptz,
        source_hash bytea,
        body_hash bytea,
        primary key (comment_id, run_id, site_id),
        foreign key (site_id, run_id) references import_run (site_id, id) on delete cascade,
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      )`);
    await runner.query(`create index import_change_run on import_change (run_id)`);
    await runner.query(`
      create table imported_email (
        site_id text not null,
        -- A keyed hash of the address: whoever shows that it is theirs may claim what its owner wrote.
        email_hash bytea not null,
        reader_id uuid not null,
        primary key (email_hash, reader_id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index imported_email_reader on imported_email (reader_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table imported_email`);
    await runner.query(`drop table import_change`);
    await runner.query(`drop table import_ref`);
    await runner.query(`drop table import_run`);
  }
}
