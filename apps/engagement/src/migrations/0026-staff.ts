import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: people moderate and administer sites. A person has a role on each of some sites, sessions and personal tokens, passkeys, and
 * perhaps an open invitation. Tokens and invitations are stored by their SHA-256.
 * Locks: none, the tables are new. Way back: drop them; only staff lose their access.
 */
export class Staff1764000000025 implements MigrationInterface {
  name = 'Staff1764000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table staff (
        id uuid primary key,
        -- In lower case.
        email text not null unique,
        name text not null,
        created_at timestamptz not null default now(),
        -- When the person first accepted an invitation or got a token; null before.
        activated_at timestamptz
      )`);
    await runner.query(`
      create table staff_role (
        staff_id uuid not null references staff (id) on delete cascade,
        site_id text not null references site (id) on delete cascade,
        role text not null check (role in ('admin', 'moderator')),
        primary key (staff_id, site_id)
      )`);
    await runner.query(`
      create table staff_session (
        id uuid primary key,
        staff_id uuid not null references staff (id) on delete cascade,
        token_hash bytea not null unique,
        -- A personal token is for scripts, and cannot make further ones.
        kind text not null check (kind in ('session', 'token')),
        -- The browser, or what the token is for.
        name text,
        created_at timestamptz not null default now(),
        -- Within a minute.
        last_used_at timestamptz not null default now(),
        expires_at timestamptz not null
      )`);
    await runner.query(`create index staff_session_staff on staff_session (staff_id)`);
    await runner.query(`create index staff_session_expiry on staff_session (expires_at)`);
    await runner.query(`
      create table staff_invitation (
        -- One at a time: a new one replaces the one before.
        staff_id uuid primary key references staff (id) on delete cascade,
        token_hash bytea not null unique,
        expires_at timestamptz not null
      )`);
    await runner.query(`
      create table staff_passkey (
        id uuid primary key,
        staff_id uuid not null references staff (id) on delete cascade,
        -- By which the authenticator names it.
        credential_id bytea not null unique,
        -- COSE.
        public_key bytea not null,
        -- Of signatures, where the authenticator counts them.
        counter bigint not null,
        transports text[] not null,
        synced boolean not null,
        name text not null,
        created_at timestamptz not null default now(),
        last_used_at timestamptz
      )`);
    await runner.query(`create index staff_passkey_staff on staff_passkey (staff_id)`);
    await runner.query(`
      create table staff_challenge (
        -- Answered once, or not at all.
        challenge bytea primary key,
        -- Who adds a passkey; null for signing in.
        staff_id uuid references staff (id) on delete cascade,
        expires_at timestamptz not null
      )`);
    await runner.query(`create index staff_challenge_expiry on staff_challenge (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['challenge', 'passkey', 'invitation', 'session', 'role'])
      await runner.query(`drop table staff_${table}`);
    await runner.query(`drop table staff`);
  }
}
