import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: lists show the time of reading and a picture of each article, and do not read the texts. Texts that are stored already get theirs
 * when they are rendered anew, by the renderer's new version.
 * Locks: article_version against everything for a moment; the columns have constant defaults. Way back: below.
 */
export class Listings1764000000012 implements MigrationInterface {
  name = 'Listings1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table article_version
        add column reading_minutes int not null default 0,
        add column picture text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table article_version drop column reading_minutes, drop column picture`);
  }
}
