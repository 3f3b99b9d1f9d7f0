import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a site may show which members reacted (decision record 0128). What is stored already stays a number.
 * Locks: `reaction` for a moment; a constant default rewrites nothing. Then against writes while the index is built, which reads the table once and
 * has no row yet. Way back: below; reactions are numbers again.
 */
export class ReactionNames1764000000069 implements MigrationInterface {
  name = 'ReactionNames1764000000069';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reaction
        -- Whether readers see who reacted.
        add column named boolean not null default false`);
    await runner.query(
      `create index reaction_named on reaction (target_id, kind, created_at, reader_id, site_id) where named`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table reaction drop column named`);
  }
}
