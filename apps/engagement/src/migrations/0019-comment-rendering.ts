import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: after a change of the renderer the worker renders stored comments anew, in batches (`rendering.backfill.ts`). This table holds how
 * far it is, so that a restart goes on there and a start without anything to do reads one row instead of all comments.
 * Locks: none on what exists. Way back: below; the worker of an older version does not need it.
 */
export class CommentRendering1764000000018 implements MigrationInterface {
  name = 'CommentRendering1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table comment_rendering (
        renderer_version int primary key,
        -- The comment that was rendered last.
        site_id text not null default '',
        comment_id uuid not null default '00000000-0000-0000-0000-000000000000',
        -- Until then one process works on the next batch.
        leased_until timestamptz not null default '-infinity',
        done boolean not null default false
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table comment_rendering');
  }
}
