import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: both services have the same table of idempotency keys, in which a key belongs to an owner on a site. Here the operator owns
 * all keys, on no site in particular, so existing ones stay valid.
 * Locks: idempotency against everything while its primary key is built; it holds the operator's keys of one day.
 * Way back: below.
 */
export class IdempotencyOwner1764000000005 implements MigrationInterface {
  name = 'IdempotencyOwner1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table idempotency
        add column site_id text not null default '',
        add column owner_id uuid not null default '00000000-0000-0000-0000-000000000000'`);
    await runner.query(`
      alter table idempotency
        drop constraint idempotency_pkey,
        add primary key (site_id, owner_id, key),
        alter column site_id drop default,
        alter column owner_id drop default`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table idempotency
        drop constraint idempotency_pkey,
        add primary key (key),
        drop column site_id,
        drop column owner_id`);
  }
}
