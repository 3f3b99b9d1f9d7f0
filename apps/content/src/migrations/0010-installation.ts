import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the queue's database of Redis carries a mark that says whose it is, so that two installations which were given the same one do not
 * take each other's jobs; and a snapshot tells when engagement announced it, so that one with a lower version can be told from an old one
 * after engagement's database was restored; and the service makes its search index anew, without the punctuation that a database with the
 * character types of the locale C takes for letters.
 * Locks: engagement_snapshot and article_search for a moment, nothing is rewritten. Way back: drop the table and the column.
 */
export class Installation1764000000009 implements MigrationInterface {
  name = 'Installation1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table installation (
        -- One row, drawn here.
        id uuid primary key default gen_random_uuid(),
        only_row boolean not null default true unique check (only_row)
      )`);
    await runner.query(`insert into installation default values`);
    // Null: as old as updated_at.
    await runner.query(`alter table engagement_snapshot add column announced_at timestamptz`);
    // The backfill finds articles that are missing.
    await runner.query(`truncate article_search`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table engagement_snapshot drop column announced_at`);
    await runner.query(`drop table installation`);
  }
}
