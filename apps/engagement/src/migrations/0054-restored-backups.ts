import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: clients hold places in streams from before a restore, which mean something else afterwards. Each restore is a row, and its id is
 * part of every place that is given out from then on (decision record 0083).
 * Locks: none, the table is new. Way back: below; streams are then resumed as if nothing had been restored.
 */
export class RestoredBackups1764000000053 implements MigrationInterface {
  name = 'RestoredBackups1764000000053';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table restored_backup (
        id uuid primary key default gen_random_uuid(),
        -- The moment that the database was put back to.
        taken_at timestamptz not null,
        restored_at timestamptz not null default clock_timestamp()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table restored_backup`);
  }
}
