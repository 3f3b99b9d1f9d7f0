import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a site may ask new guests to prove work; a proof is good once, at whatever replica, and all replicas sign with one
 * secret. Locks: `site` for an instant. Way back: drop the column and the tables.
 */
export class ProofOfWork1764000000005 implements MigrationInterface {
  name = 'ProofOfWork1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site add column proof_of_work text not null default 'burst'
        check (proof_of_work in ('off', 'burst', 'always'))`);
    await runner.query(`
      create table spent_proof (
        -- SHA-256 of the challenge.
        hash bytea primary key,
        expires_at timestamptz not null
      )`);
    await runner.query(`create index spent_proof_expiry on spent_proof (expires_at)`);
    await runner.query(`create table installation_secret (name text primary key, secret bytea not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table installation_secret, spent_proof`);
    await runner.query(`alter table site drop column proof_of_work`);
  }
}
