import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a list of a page's conversations with its authors begins with what they wrote on that page.
 * Locks: `comment` against writes while the index is built, about a second per million rows. Way back: below.
 */
export class CommentsOfAuthors1764000000071 implements MigrationInterface {
  name = 'CommentsOfAuthors1764000000071';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index comment_written on comment (page_id, reader_id, id) where visible`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_written`);
  }
}
