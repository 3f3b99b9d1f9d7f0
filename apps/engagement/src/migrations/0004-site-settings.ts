import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a site sets its own limits, grants, reserved names, and what becomes of the comments of readers who leave; a reader who
 * left is known as such.
 * Locks: `site` and `reader` for an instant, since defaults of new columns are not written to rows. Way back: drop the columns.
 */
export class SiteSettings1764000000003 implements MigrationInterface {
  name = 'SiteSettings1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site
        add column daily_grant bigint not null default 0 check (daily_grant >= 0),
        add column reserved_names text[] not null default '{}',
        add column deleted_readers text not null default 'tombstone' check (deleted_readers in ('tombstone', 'anonymous')),
        -- What differs from the product's own: see SiteLimitsSchema.
        add column limits jsonb not null default '{}'`);
    await runner.query(`alter table reader add column deleted_at timestamptz`);
    await runner.query(`create index reader_staff on reader (site_id) where role = 'staff'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index reader_staff`);
    await runner.query(`alter table reader drop column deleted_at`);
    await runner.query(`
      alter table site
        drop column daily_grant, drop column reserved_names, drop column deleted_readers, drop column limits`);
  }
}
