import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A secondary index: what it is on, and what it was on before. */
interface Changed {
  name: string;
  table: string;
  columns: string;
  before: string;
  where?: string;
  unique?: true;
}

const changed: Changed[] = [
  { name: 'session_reader', table: 'session', columns: 'reader_id', before: 'site_id, reader_id' },
  { name: 'page_key_page', table: 'page_key', columns: 'page_id', before: 'site_id, page_id' },
  {
    name: 'comment_top',
    table: 'comment',
    columns: 'page_id, pinned desc, score desc, id desc',
    before: 'site_id, page_id, pinned desc, score desc, id desc',
    where: 'parent_id is null and listed',
  },
  {
    name: 'comment_time',
    table: 'comment',
    columns: 'page_id, id',
    before: 'site_id, page_id, id',
    where: 'parent_id is null and listed',
  },
  {
    name: 'comment_changes',
    table: 'comment',
    columns: 'page_id, changed_version',
    before: 'site_id, page_id, changed_version',
  },
  {
    name: 'comment_replies',
    table: 'comment',
    columns: 'parent_id, id',
    before: 'site_id, parent_id, id',
    where: 'listed',
  },
  { name: 'comment_reader', table: 'comment', columns: 'reader_id, id', before: 'site_id, reader_id, id' },
  { name: 'reaction_page', table: 'reaction', columns: 'page_id', before: 'site_id, page_id' },
  {
    name: 'reaction_reader',
    table: 'reaction',
    columns: 'reader_id, target_id, kind',
    before: 'site_id, reader_id, target_id, kind',
  },
  { name: 'share_page', table: 'share', columns: 'page_id', before: 'site_id, page_id' },
  { name: 'share_reader', table: 'share', columns: 'reader_id, id', before: 'site_id, reader_id, id' },
  {
    name: 'transfer_page',
    table: 'transfer',
    columns: 'page_id',
    before: 'site_id, page_id',
    where: 'page_id is not null',
  },
  {
    name: 'transfer_target',
    table: 'transfer',
    columns: 'debit_account_id, (coalesce(comment_id, page_id))',
    before: 'site_id, debit_account_id, (coalesce(comment_id, page_id))',
  },
  {
    name: 'transfer_debit',
    table: 'transfer',
    columns: 'debit_account_id, id',
    before: 'site_id, debit_account_id, id',
  },
  {
    name: 'transfer_credit',
    table: 'transfer',
    columns: 'credit_account_id, id',
    before: 'site_id, credit_account_id, id',
  },
  {
    name: 'transfer_reversed',
    table: 'transfer',
    columns: 'reverses_id, site_id',
    before: 'site_id, reverses_id',
    where: 'reverses_id is not null',
    unique: true,
  },
];

/** Unique constraints, of which each is an index too. */
const unique = [
  { table: 'page', name: 'page_site_id_key_key', columns: 'key, site_id', before: 'site_id, key' },
  {
    table: 'reader',
    name: 'reader_site_id_sso_subject_key',
    columns: 'sso_subject, site_id',
    before: 'site_id, sso_subject',
  },
  {
    table: 'account',
    name: 'account_site_id_kind_owner_id_currency_key',
    columns: 'owner_id, kind, site_id, currency',
    before: 'site_id, kind, owner_id, currency',
  },
  {
    table: 'transfer',
    name: 'transfer_site_id_idempotency_key_key',
    columns: 'idempotency_key, site_id',
    before: 'site_id, idempotency_key',
  },
];

/** Tables whose rows have an id of their own, which is enough to find them by. */
const identified = ['page', 'reader', 'comment', 'share', 'account', 'transfer'];

/**
 * Why: an index that begins with the site serves every statement that names one, if badly. While a table is nearly empty it
 * seems as good as the right one, and a prepared statement keeps the plan that was made then (decision record 0026). So an
 * index begins with what finds little. The list of a site's accounts walks the primary key, and for the few accounts that are
 * no wallets an index of theirs; a comment that is named by its id alone is found by its primary key.
 * Locks: each of these tables while its indexes are built and its foreign keys are checked. Way back: below.
 */
export class SelectiveIndexes1764000000010 implements MigrationInterface {
  name = 'SelectiveIndexes1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await replaceKeys(runner, 'id, site_id');
    for (const index of changed) await rebuild(runner, index, index.columns);
    for (const constraint of unique) await replace(runner, constraint, constraint.columns);
    await runner.query(`drop index account_list, comment_id`);
    await runner.query(`create index account_list on account (site_id, id) where kind <> 'wallet'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index account_list`);
    await runner.query(`create index account_list on account (site_id, kind, id)`);
    await runner.query(`create index comment_id on comment using hash (id)`);
    for (const constraint of unique) await replace(runner, constraint, constraint.before);
    for (const index of changed) await rebuild(runner, index, index.before);
    await replaceKeys(runner, 'site_id, id');
  }
}

/** Primary keys of the same columns in another order; the foreign keys that refer to them go, and come again as they were. */
async function replaceKeys(runner: QueryRunner, columns: string): Promise<void> {
  const references = (await runner.query(
    `select conname as name, conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
       from pg_constraint
      where contype = 'f' and confrelid = any($1::text[]::regclass[])`,
    [identified],
  )) as { name: string; table: string; definition: string }[];
  for (const { name, table } of references) await runner.query(`alter table ${table} drop constraint ${name}`);
  for (const table of identified) {
    await runner.query(
      `alter table ${table} drop constraint ${table}_pkey, add constraint ${table}_pkey primary key (${columns})`,
    );
  }
  for (const { name, table, definition } of references) {
    await runner.query(`alter table ${table} add constraint ${name} ${definition}`);
  }
}

async function rebuild(runner: QueryRunner, index: Changed, columns: string): Promise<void> {
  const { name, table, where, unique: isUnique } = index;
  await runner.query(`drop index ${name}`);
  await runner.query(
    `create ${isUnique ? 'unique ' : ''}index ${name} on ${table} (${columns})${where ? ` where ${where}` : ''}`,
  );
}

async function replace(
  runner: QueryRunner,
  { table, name }: { table: string; name: string },
  columns: string,
): Promise<void> {
  await runner.query(`alter table ${table} drop constraint ${name}, add constraint ${name} unique (${columns})`);
}
