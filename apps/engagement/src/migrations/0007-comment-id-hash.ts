import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the API names a comment by its id alone, for which a hash is enough. The b-tree that it replaces is in the order of ids,
 * and a plan that serves all parameters walked it, through every other page's comments, to list a page's newest.
 * Locks: `comment` against writes while the index is built. Way back: below.
 */
export class CommentIdHash1764000000006 implements MigrationInterface {
  name = 'CommentIdHash1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_id`);
    await runner.query(`create index comment_id on comment using hash (id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_id`);
    await runner.query(`create unique index comment_id on comment (id)`);
  }
}
