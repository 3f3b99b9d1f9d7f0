import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: visits of past days are removed, and are found by their day.
 * Locks: `share_visit` against writes while the index is built. Way back: drop it.
 */
export class VisitsByDay1764000000009 implements MigrationInterface {
  name = 'VisitsByDay1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index share_visit_day on share_visit (day)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index share_visit_day`);
  }
}
