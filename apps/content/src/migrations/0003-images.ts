import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why: pictures that lie beside an article's file. Locks: article_version, for a moment. Way back: drop what is added. */
export class Images1764000000002 implements MigrationInterface {
  name = 'Images1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table image (
        id text primary key,
        type text not null,
        width int not null,
        height int not null,
        bytes bytea not null,
        created_at timestamptz not null default now()
      )`);
    // Compressed as they are.
    await runner.query(`alter table image alter column bytes set storage external`);
    await runner.query(`create index image_created on image (created_at)`);
    await runner.query(`alter table article_version add column images jsonb not null default '[]'`);
    await runner.query(`create index article_version_images on article_version using gin (images jsonb_path_ops)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table article_version drop column images`);
    await runner.query(`drop table image`);
  }
}
