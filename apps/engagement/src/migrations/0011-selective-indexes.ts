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

/**
 * Why: an index that begins with the site serves every statement that names one, if badly. While a table is nearly empty it
 * seems as good as the right one, and a prepared statement keeps the plan that was made then (decision record 0026). So an
 * index begins with what finds little; only primary keys begin with the site. The list of a site's accounts walks its primary
 * key, and for the few accounts that are no wallets an index of theirs.
 * Locks: each of these tables against writes while its indexes are built. Way back: below.
 */
export class SelectiveIndexes1764000000010 implements MigrationInterface {
  name = 'SelectiveIndexes1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const index of changed) await rebuild(runner, index, index.columns);
    for (const constraint of unique) await replace(runner, constraint, constraint.columns);
    await runner.query(`drop index account_list`);
    await runner.query(`create index account_list on account (site_id, id) where kind <> 'wallet'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index account_list`);
    await runner.query(`create index account_list on account (site_id, kind, id)`);
    for (const constraint of unique) await replace(runner, constraint, constraint.before);
    for (const index of changed) await rebuild(runner, index, index.before);
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
