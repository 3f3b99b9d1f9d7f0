import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a repeated request gets the bytes of the first answer. `jsonb` reorders fields, and costs more to store.
 * Locks: idempotency against everything while it is rewritten; it holds the keys of one day. Way back: below.
 */
export class IdempotencyJson1764000000015 implements MigrationInterface {
  name = 'IdempotencyJson1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table idempotency alter column answer type json using answer::json`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table idempotency alter column answer type jsonb using answer::jsonb`);
  }
}
