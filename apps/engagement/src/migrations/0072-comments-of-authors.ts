import { buildIndex } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a list of a page's conversations with its authors begins with what they wrote on that page.
 * Locks: none that anybody waits for. Way back: below.
 */
export class CommentsOfAuthors1764000000071 implements MigrationInterface {
  name = 'CommentsOfAuthors1764000000071';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'comment_written', 'comment (page_id, reader_id, id) where visible');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_written`);
  }
}
