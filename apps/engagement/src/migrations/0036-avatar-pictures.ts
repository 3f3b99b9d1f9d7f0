import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers have the picture that their site names in single sign-on, which this service loads, makes small and passes on; a site may
 * say that it shows initials only (decision record 0064).
 * Locks: `site` for a moment; a constant default rewrites nothing. Way back: below; pictures are loaded again.
 */
export class AvatarPictures1764000000035 implements MigrationInterface {
  name = 'AvatarPictures1764000000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site
        add column avatars text not null default 'pictures'
          constraint site_avatars_check check (avatars in ('pictures', 'initials'))`);
    await runner.query(`
      create table avatar_picture (
        site_id text not null,
        reader_id uuid not null,
        -- What was loaded; the reader may have another one by now.
        url text not null,
        -- WebP; null where it could not be loaded.
        bytes bytea,
        checked_at timestamptz not null,
        primary key (reader_id, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table avatar_picture`);
    await runner.query(`alter table site drop column avatars`);
  }
}
