import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a site may show reactions and points in its own way (decision record 0082).
 * Locks: `site` for a moment; a constant default rewrites nothing. Way back: below; sites have our look again.
 */
export class SiteLooks1764000000065 implements MigrationInterface {
  name = 'SiteLooks1764000000065';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table site add column look jsonb not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table site drop column look`);
  }
}
