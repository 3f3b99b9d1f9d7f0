import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: settings of a site that all its pages show come once, not with each page (decision record 0125).
 * Locks: none, a new table. Way back: below; pages show the look that came with their numbers.
 */
export class SiteSettings1764000000013 implements MigrationInterface {
  name = 'SiteSettings1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table site_settings (
        site_id text primary key,
        version bigint not null,
        settings jsonb not null,
        announced_at timestamptz not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table site_settings`);
  }
}
