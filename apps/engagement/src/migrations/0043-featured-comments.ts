import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: moderators feature comments, which a page shows above its thread. The page's row names them, the last one first: it is read with
 * every list anyway, so a page that features nothing costs no statement, and its lock bounds their number without an index.
 * Locks: `comment` and `page` against everything for a moment (columns with a constant default, which rewrites nothing). Way back: below;
 * no comment is featured then.
 */
export class FeaturedComments1764000000042 implements MigrationInterface {
  name = 'FeaturedComments1764000000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table comment add column featured boolean not null default false`);
    await runner.query(`alter table page add column featured uuid[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table page drop column featured`);
    await runner.query(`alter table comment drop column featured`);
  }
}
