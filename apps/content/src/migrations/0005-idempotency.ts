import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why: what the operator's requests were answered with. Locks: none, the table is new. Way back: drop the table. */
export class Idempotency1764000000004 implements MigrationInterface {
  name = 'Idempotency1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency (
        key text primary key,
        request_hash bytea not null,
        -- json, not jsonb: a copy gets the fields in the order in which the first answer had them.
        answer json,
        created_at timestamptz not null default now()
      )`);
    await runner.query(`create index idempotency_age on idempotency (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table idempotency`);
  }
}
