import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the first schema. `site_id` leads every key, so that a site sees only its own and a later Citus can shard by it.
 * Locks: none, the tables are new. Way back: drop the database.
 */
export class Initial1764000000000 implements MigrationInterface {
  name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table site (
        id text primary key,
        name text not null,
        origins text[] not null default '{}',
        reaction_kinds text[] not null default '{like}',
        starting_balance bigint not null default 100 check (starting_balance >= 0),
        guests boolean not null default true,
        sso_secret text,
        -- Valid beside the newest one until then, so that a publisher can change it without signing readers out.
        previous_sso_secret text,
        previous_sso_secret_until timestamptz,
        created_at timestamptz not null default now()
      )`);

    await runner.query(`
      create table reader (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        name text not null,
        avatar_url text,
        role text not null check (role in ('guest', 'member', 'staff')),
        email text,
        -- Who the site says this is; null for a guest. What a token says counts if none issued later was seen.
        sso_subject text,
        sso_issued_at timestamptz,
        created_at timestamptz not null default now(),
        primary key (site_id, id),
        unique (site_id, sso_subject)
      )`);

    await runner.query(`
      create table session (
        token_hash bytea primary key,
        site_id text not null,
        reader_id uuid not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index session_reader on session (site_id, reader_id)`);
    await runner.query(`create index session_expiry on session (expires_at)`);

    await runner.query(`
      create table page (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        key text not null,
        url text,
        title text,
        closed boolean not null default false,
        -- The article behind the page, where there is one: its newest version applied, and whether it is published.
        article_version bigint not null default 0,
        article_unpublished boolean not null default false,
        -- Each grows by one with every change of its part; what was last put on the queue trails it.
        counters_version bigint not null default 0,
        comments_version bigint not null default 0,
        announced_counters_version bigint not null default 0,
        announced_comments_version bigint not null default 0,
        created_at timestamptz not null default now(),
        primary key (site_id, id),
        unique (site_id, key)
      ) with (fillfactor = 70)`);
    await runner.query(`
      create index page_unannounced on page (site_id, id)
      where counters_version > announced_counters_version or comments_version > announced_comments_version`);

    await runner.query(`
      create table counter (
        site_id text not null references site (id) on delete cascade,
        -- A page's or a comment's id.
        target_id uuid not null,
        metric text not null,
        value bigint not null check (value >= 0),
        primary key (site_id, target_id, metric)
      ) with (fillfactor = 70)`);

    await runner.query(`
      create table comment (
        site_id text not null,
        id uuid not null,
        page_id uuid not null,
        parent_id uuid,
        depth int not null check (depth >= 0),
        reader_id uuid not null,
        -- Null once deleted: what was taken back is gone.
        body text,
        html text,
        renderer_version int not null,
        status text not null check (status in ('published', 'deleted')),
        pinned boolean not null default false,
        -- Ranking of the sort "top": the sum of its reactions.
        score bigint not null default 0,
        -- Direct replies that are listed.
        reply_count int not null default 0 check (reply_count >= 0),
        -- Published, or a tombstone that holds replies in their place.
        listed boolean not null default true,
        -- The page's comments_version when it was made and when it last changed: what an event stream goes by.
        created_version bigint not null,
        changed_version bigint not null,
        created_at timestamptz not null,
        edited_at timestamptz,
        deleted_at timestamptz,
        primary key (site_id, id),
        foreign key (site_id, page_id) references page (site_id, id) on delete cascade,
        foreign key (site_id, reader_id) references reader (site_id, id)
      )`);
    await runner.query(`
      create index comment_top on comment (site_id, page_id, pinned desc, score desc, id desc)
      where parent_id is null and listed`);
    await runner.query(
      `create index comment_time on comment (site_id, page_id, id) where parent_id is null and listed`,
    );
    await runner.query(`create index comment_changes on comment (site_id, page_id, changed_version)`);
    await runner.query(`create index comment_replies on comment (site_id, parent_id, id) where listed`);
    // The API names a comment by its id alone; whose it is follows from the row.
    await runner.query(`create unique index comment_id on comment (id)`);
    await runner.query(`create index comment_reader on comment (site_id, reader_id)`);

    await runner.query(`
      create table reaction (
        site_id text not null,
        target_id uuid not null,
        reader_id uuid not null,
        kind text not null,
        page_id uuid not null,
        created_at timestamptz not null default now(),
        -- A reader counts once.
        primary key (site_id, target_id, reader_id, kind),
        foreign key (site_id, page_id) references page (site_id, id) on delete cascade,
        foreign key (site_id, reader_id) references reader (site_id, id)
      )`);
    await runner.query(`create index reaction_page on reaction (site_id, page_id)`);
    await runner.query(`create index reaction_reader on reaction (site_id, reader_id)`);

    await runner.query(`
      create table share (
        site_id text not null,
        id uuid not null,
        code text not null unique,
        page_id uuid not null,
        reader_id uuid not null,
        channel text not null,
        visits bigint not null default 0,
        created_at timestamptz not null default now(),
        primary key (site_id, id),
        foreign key (site_id, page_id) references page (site_id, id) on delete cascade,
        foreign key (site_id, reader_id) references reader (site_id, id)
      )`);
    await runner.query(`create index share_page on share (site_id, page_id)`);
    await runner.query(`create index share_reader on share (site_id, reader_id)`);
    await runner.query(`
      create table share_visit (
        site_id text not null,
        share_id uuid not null,
        day date not null,
        -- A hash of address and browser under the day's salt; when the salt is deleted it says nothing any more.
        visitor bytea not null,
        primary key (site_id, share_id, day, visitor),
        foreign key (site_id, share_id) references share (site_id, id) on delete cascade
      )`);
    await runner.query(`create table visit_salt (day date primary key, salt bytea not null)`);

    await runner.query(`
      create table account (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        kind text not null check (kind in ('issuance', 'wallet', 'page')),
        -- The reader or page it belongs to; the site's issuance account has the nil UUID.
        owner_id uuid not null,
        currency text not null,
        balance bigint not null default 0,
        created_at timestamptz not null default now(),
        primary key (site_id, id),
        unique (site_id, kind, owner_id, currency),
        -- Only the account that points come from may be negative.
        constraint account_not_overdrawn check (kind = 'issuance' or balance >= 0)
      ) with (fillfactor = 70)`);
    await runner.query(`
      create table transfer (
        site_id text not null,
        id uuid not null,
        debit_account_id uuid not null,
        credit_account_id uuid not null,
        currency text not null,
        amount bigint not null check (amount > 0),
        reason text not null check (reason in ('starting-balance', 'reward')),
        page_id uuid,
        -- A transfer is made once per key.
        idempotency_key text not null,
        created_at timestamptz not null default now(),
        primary key (site_id, id),
        unique (site_id, idempotency_key),
        check (debit_account_id <> credit_account_id),
        foreign key (site_id, debit_account_id) references account (site_id, id),
        foreign key (site_id, credit_account_id) references account (site_id, id)
      )`);
    await runner.query(`create index transfer_debit on transfer (site_id, debit_account_id, page_id)`);
    await runner.query(`create index transfer_credit on transfer (site_id, credit_account_id)`);

    await runner.query(`
      create table idempotency (
        site_id text not null,
        reader_id uuid not null,
        key text not null,
        request_hash bytea not null,
        answer jsonb,
        created_at timestamptz not null default now(),
        primary key (site_id, reader_id, key),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`create index idempotency_age on idempotency (created_at)`);
  }

  async down(): Promise<void> {
    // The first schema has no way back but dropping the database.
    await Promise.reject(new Error('Drop the database instead.'));
  }
}
