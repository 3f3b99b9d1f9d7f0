import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: what an older version of the renderer made of a text is rendered anew (`article-rendering.ts`). Existing texts have version 0, which
 * every renderer raises; the default also covers processes of an older version that still write during a deployment.
 * Locks: article_version against everything for a moment; a constant default rewrites nothing. Way back: below.
 */
export class RendererVersion1764000000006 implements MigrationInterface {
  name = 'RendererVersion1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table article_version add column renderer_version int not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table article_version drop column renderer_version');
  }
}
