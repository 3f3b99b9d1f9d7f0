import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers of a closed page are told since when it is closed, and why, in the words of whoever closed it.
 * Locks: `page` against everything for a moment (columns without a default). Way back: below; times and reasons are lost.
 */
export class ClosedPages1764000000043 implements MigrationInterface {
  name = 'ClosedPages1764000000043';

  async up(runner: QueryRunner): Promise<void> {
    // Null for pages that were closed before: nobody knows when.
    await runner.query(`alter table page add column closed_at timestamptz, add column closed_reason text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table page drop column closed_at, drop column closed_reason`);
  }
}
