import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: content shows settings of a site on all its pages, and is told of a change once (decision record 0125). All sites are announced after
 * this migration. A version is a time in milliseconds, so that a site that is made again under an id is newer than the one before.
 * Locks: `site` for a moment; the columns are added with constant defaults. Way back: below; content keeps what it was told.
 */
export class SiteSettingsVersions1764000000070 implements MigrationInterface {
  name = 'SiteSettingsVersions1764000000070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site
        add column settings_version bigint not null default 1,
        add column announced_settings_version bigint not null default 0`);
    await runner.query(`
      alter table site
        alter column settings_version set default (extract(epoch from clock_timestamp()) * 1000)::bigint`);
    await runner.query(
      `create index site_unannounced on site (id) where settings_version > announced_settings_version`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index site_unannounced`);
    await runner.query(`alter table site drop column settings_version, drop column announced_settings_version`);
  }
}
