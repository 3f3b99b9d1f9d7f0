import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: comments mention people by their ids (decision record 0084). The table says who is mentioned where, so that they are told, and so that a
 * new name is written there.
 * Locks: `reader_mail` for as long as it takes to read its rows for the check, and `notification` for a moment; its check is validated by 0080.
 * Way back: below; comments keep the Markdown of their mentions, and nobody is told.
 */
export class Mentions1764000000056 implements MigrationInterface {
  name = 'Mentions1764000000056';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table comment_mention (
        site_id text not null,
        comment_id uuid not null,
        reader_id uuid not null,
        primary key (comment_id, reader_id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade,
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index comment_mention_reader on comment_mention (reader_id, comment_id)`);
    await runner.query(`
      alter table notification
        drop constraint notification_type_check,
        add constraint notification_type_check check (type in ('reply', 'mention', 'comment', 'decision', 'reward')) not valid`);
    await runner.query(`
      alter table reader_mail
        add column mentions text not null default 'now'
          constraint reader_mail_mentions_check check (mentions in ('off', 'now', 'hourly', 'daily', 'weekly'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table reader_mail drop column mentions`);
    await runner.query(`delete from notification where type = 'mention'`);
    await runner.query(`
      alter table notification
        drop constraint notification_type_check,
        add constraint notification_type_check check (type in ('reply', 'comment', 'decision', 'reward'))`);
    await runner.query(`drop table comment_mention`);
  }
}
