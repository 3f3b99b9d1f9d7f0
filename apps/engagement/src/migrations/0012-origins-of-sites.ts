import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a preflight that names no site asks whether any site lists its origin.
 * Locks: `site` against writes while the index is built, which takes no time. Way back: drop it.
 */
export class OriginsOfSites1764000000011 implements MigrationInterface {
  name = 'OriginsOfSites1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index site_origins on site using gin (origins)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index site_origins`);
  }
}
