import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the external check of a site is signed with a secret. It is kept apart from the settings, which are shown.
 * Locks: `site` against everything for a moment (a column with a constant default rewrites nothing). Way back: below; secrets are lost.
 */
export class ModerationSecrets1764000000032 implements MigrationInterface {
  name = 'ModerationSecrets1764000000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table site add column moderation_secrets jsonb not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table site drop column moderation_secrets`);
  }
}
