import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: whether a reader or a comment was imported, and what it is at its source, is looked up for each one: when a file changes what was
 * imported before, and when a run is taken back. Without an index each look-up read the whole table.
 * Locks: `import_ref` against writes while the index is built (a second for a million rows). Way back: below.
 */
export class ImportTargets1764000000045 implements MigrationInterface {
  name = 'ImportTargets1764000000045';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index import_ref_target on import_ref (target_id, kind)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index import_ref_target`);
  }
}
