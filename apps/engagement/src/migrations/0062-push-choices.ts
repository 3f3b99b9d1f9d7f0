import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers choose of each kind of notification whether it is pushed to their devices, apart from mail (decision record 0114).
 * Locks: `reader_mail` while the rows of readers who chose no mail of a kind are changed. Way back: below; `off` means both again.
 */
export class PushChoices1764000000061 implements MigrationInterface {
  name = 'PushChoices1764000000061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reader_mail
        add column replies_push boolean not null default true,
        add column mentions_push boolean not null default true,
        add column comments_push boolean not null default true,
        add column decisions_push boolean not null default true,
        add column rewards_push boolean not null default false`);
    // What was chosen when one choice was for both.
    await runner.query(`
      update reader_mail
         set replies_push = replies <> 'off', mentions_push = mentions <> 'off', comments_push = comments <> 'off',
             decisions_push = decisions <> 'off', rewards_push = rewards <> 'off'
       where 'off' in (replies, mentions, comments, decisions) or rewards <> 'off'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reader_mail
        drop column replies_push, drop column mentions_push, drop column comments_push, drop column decisions_push,
        drop column rewards_push`);
  }
}
