import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: admins are told by mail of what they would not see in time, first of webhooks that were paused.
 * Locks: none; the table is new. Way back: below; what waits to be sent is lost.
 */
export class StaffMail1764000000058 implements MigrationInterface {
  name = 'StaffMail1764000000058';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table staff_mail (
        id uuid primary key default gen_random_uuid(),
        staff_id uuid not null,
        site_id text not null,
        kind text not null constraint staff_mail_kind_check check (kind in ('webhook-paused')),
        details jsonb not null,
        -- When it is sent, or, while a worker sends it, when another one may.
        due_at timestamptz not null default now(),
        attempts smallint not null default 0,
        foreign key (staff_id) references staff (id) on delete cascade,
        foreign key (site_id) references site (id) on delete cascade
      )`);
    await runner.query(`create index staff_mail_due on staff_mail (due_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table staff_mail`);
  }
}
