import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: how far the rendering of stored comments is belongs to the installation, and its table had a column like those of what belongs to a site
 * (decision record 0138). The version before reads and writes it by a view of the old name, which goes a version later.
 * Locks: that table for a moment; it has a row for each version of the renderer. Way back: below.
 */
export class RenderingProgress1764000000081 implements MigrationInterface {
  name = 'RenderingProgress1764000000081';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table comment_rendering rename to rendering_progress`);
    await runner.query(`alter table rendering_progress rename column site_id to last_site`);
    await runner.query(`alter table rendering_progress rename column comment_id to last_comment`);
    await runner.query(`
      alter table rendering_progress rename constraint comment_rendering_pkey to rendering_progress_pkey`);
    await runner.query(`
      create view comment_rendering as
      select renderer_version, last_site as site_id, last_comment as comment_id, leased_until, done from rendering_progress`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop view comment_rendering`);
    await runner.query(`
      alter table rendering_progress rename constraint rendering_progress_pkey to comment_rendering_pkey`);
    await runner.query(`alter table rendering_progress rename column last_comment to comment_id`);
    await runner.query(`alter table rendering_progress rename column last_site to site_id`);
    await runner.query(`alter table rendering_progress rename to comment_rendering`);
  }
}
