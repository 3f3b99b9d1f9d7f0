import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: moderators see what an edit has changed, so the text before it is kept for a while; and they see how many comments came, were held
 * and decided about, by day, which two partial indexes count.
 * Locks: `comment` and `comment_status` against writes while their indexes are built (about a second for 100,000 rows). Way back: below;
 * earlier texts are lost.
 */
export class TextsAndNumbers1764000000041 implements MigrationInterface {
  name = 'TextsAndNumbers1764000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table comment_earlier_text (
        site_id text not null,
        id uuid not null,
        comment_id uuid not null,
        body text not null,
        -- The status of the comment while it had this text.
        status text not null,
        replaced_at timestamptz not null,
        primary key (id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      )`);
    await runner.query(`create index comment_earlier_text_comment on comment_earlier_text (comment_id, id)`);
    await runner.query(`create index comment_flagged on comment (site_id, id) where verdicts is not null`);
    await runner.query(`
      create index comment_status_decided on comment_status (site_id, id)
       where decision_id is not null or cause = 'reported'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index comment_status_decided`);
    await runner.query(`drop index comment_flagged`);
    await runner.query(`drop table comment_earlier_text`);
  }
}
