import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the queue's database of Redis carries a mark that says whose it is, so that two installations which were given the same one do not
 * take each other's jobs. Locks: none, the table is new. Way back: drop the table.
 */
export class Installation1764000000022 implements MigrationInterface {
  name = 'Installation1764000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table installation (
        -- One row, drawn here.
        id uuid primary key default gen_random_uuid(),
        only_row boolean not null default true unique check (only_row)
      )`);
    await runner.query(`insert into installation default values`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table installation`);
  }
}
