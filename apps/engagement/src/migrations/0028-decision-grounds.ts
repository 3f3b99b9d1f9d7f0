import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a decision says on what it is based (the law or the site's terms, and which rule of them) and whether a program made it, so that
 * its author can be told, and statements of reasons can be made of it.
 * Locks: `comment_status` against everything for a moment (columns without a default that rewrites). Way back: below; grounds are lost.
 */
export class DecisionGrounds1764000000027 implements MigrationInterface {
  name = 'DecisionGrounds1764000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table comment_status
        add column ground text check (ground in ('illegal', 'terms')),
        -- The law or the clause of the terms, in words.
        add column rule text,
        -- Whether no person decided.
        add column automated boolean not null default false`);
    await runner.query(`update comment_status set automated = true where cause in ('reported', 'edit-held')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table comment_status drop column ground, drop column rule, drop column automated`);
  }
}
