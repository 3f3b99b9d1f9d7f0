import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: feeds have the latest comments of a page or a site, replies among them, which no index was in the order of.
 * Locks: `comment` against writes while the indexes are built (about a second for a million comments). Way back: below.
 */
export class CommentFeeds1764000000055 implements MigrationInterface {
  name = 'CommentFeeds1764000000055';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index comment_feed_page on comment (page_id, id) where visible`);
    await runner.query(`create index comment_feed_site on comment (site_id, id) where visible`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_feed_page, comment_feed_site`);
  }
}
