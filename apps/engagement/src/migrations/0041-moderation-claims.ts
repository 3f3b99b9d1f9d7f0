import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: moderators see who else is looking at a comment. A claim lasts a minute and ends by itself, so the table is unlogged: what a crash
 * loses is claimed again. It has no foreign keys, which would lock rows of `comment` and `site` with every claim.
 * Locks: none; a new table. Way back: below; nothing of worth is lost.
 */
export class ModerationClaims1764000000040 implements MigrationInterface {
  name = 'ModerationClaims1764000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table moderation_claim (
        site_id text not null,
        comment_id uuid not null,
        -- A reader who moderates or a member of staff; null for the operator.
        actor_id uuid,
        until timestamptz not null,
        primary key (comment_id, site_id)
      ) with (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table moderation_claim`);
  }
}
