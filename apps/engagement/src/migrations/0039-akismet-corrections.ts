import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: Akismet is told where moderators decide otherwise than it said. What is to be sent waits until decisions are no longer undone, and
 * is kept afterwards, so that the opposite is told where a moderator changes their mind.
 * Locks: none, the table is new. Way back: drop it; what was not sent is not sent.
 */
export class AkismetCorrections1764000000038 implements MigrationInterface {
  name = 'AkismetCorrections1764000000038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table akismet_correction (
        site_id text not null,
        comment_id uuid not null,
        -- What Akismet is to be told, or was told last.
        is_spam boolean not null,
        -- Null where it was undone.
        decision_id uuid,
        -- Null where there is nothing to send.
        due_at timestamptz,
        attempts int not null default 0,
        primary key (comment_id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      )`);
    await runner.query(`create index akismet_correction_due on akismet_correction (due_at) where due_at is not null`);
    await runner.query(
      `create index akismet_correction_decision on akismet_correction (decision_id) where decision_id is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table akismet_correction`);
  }
}
