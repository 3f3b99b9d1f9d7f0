import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a spam filter learns from a site's own decisions. It keeps counts by numbers of words, at most some 16,000 rows a site, and with each
 * decided comment what it was learned as, so that a decision that is undone is unlearned.
 * Locks: none that matter; two new tables. Way back: below; what was learned is lost, decisions are not.
 */
export class SpamFilter1764000000031 implements MigrationInterface {
  name = 'SpamFilter1764000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table spam_word (
        site_id text not null references site (id) on delete cascade,
        -- The number of a word; -1 counts the comments themselves.
        bucket smallint not null,
        spam integer not null default 0 check (spam >= 0),
        ham integer not null default 0 check (ham >= 0),
        primary key (site_id, bucket)
      ) with (fillfactor = 70)`);
    await runner.query(`
      create table spam_lesson (
        site_id text not null,
        comment_id uuid not null,
        is_spam boolean not null,
        -- The decision, and what an earlier one had said.
        decision_id uuid not null,
        was_spam boolean,
        buckets smallint[] not null,
        primary key (comment_id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      )`);
    await runner.query(`create index spam_lesson_decision on spam_lesson (decision_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table spam_lesson`);
    await runner.query(`drop table spam_word`);
  }
}
