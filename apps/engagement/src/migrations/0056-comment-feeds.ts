import { buildIndex } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: feeds have the latest comments of a page or a site, replies among them, which no index was in the order of.
 * Locks: none that anybody waits for; decision record 0122 says why it was edited. Way back: below.
 */
export class CommentFeeds1764000000055 implements MigrationInterface {
  name = 'CommentFeeds1764000000055';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'comment_feed_page', 'comment (page_id, id) where visible');
    await buildIndex(runner, 'comment_feed_site', 'comment (site_id, id) where visible');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_feed_page, comment_feed_site`);
  }
}
