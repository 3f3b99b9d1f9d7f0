import type { QueryRunner } from 'typeorm';
import { buildIndex } from './build-index';
import { LIMIT_LOCKS } from './migration-lock.sql';
import { COLUMNS_OF_KEY } from './replace-key.sql';
import { LOCK_WAIT_MS } from './short-locks';

export interface ReplacedKey {
  table: string;
  /** Of the constraint, which keeps it. No foreign key refers to it. */
  name: string;
  kind: 'primary key' | 'unique';
  /** From now on. Those of a primary key take no nulls already: PostgreSQL would read the table for that. */
  columns: readonly string[];
}

/**
 * Gives a key of a table that grows with readers other columns: its index is built beside writers, and takes the place of the one before in a
 * transaction that holds the table for a moment. For migrations with `transaction = false` that do nothing else. May be interrupted at
 * any time and run again. In a transaction, such as a restore's, all of it is done there.
 * @throws where rows are not unique by these columns, or the table is not to be had in time: then the index is kept for the next try
 */
export async function replaceKey(runner: QueryRunner, { table, name, kind, columns }: ReplacedKey): Promise<void> {
  const built = `${name}_new`;
  const [key] = (await runner.query(COLUMNS_OF_KEY, [table, name])) as { columns: string[] }[];
  if (!key) throw new Error(`${table} has no key ${name}`);
  if (key.columns.join() === columns.join()) {
    // What is left of a way back that was interrupted.
    await runner.query(`drop index ${runner.isTransactionActive ? '' : 'concurrently'} if exists ${built}`);
    return;
  }
  await buildIndex(runner, built, `${table} (${columns.join(', ')})`, { isUnique: true });
  const replace = () =>
    runner.query(`alter table ${table} drop constraint ${name}, add constraint ${name} ${kind} using index ${built}`);
  if (runner.isTransactionActive) {
    await replace();
    return;
  }
  await runner.startTransaction();
  try {
    await runner.query(LIMIT_LOCKS, [`${LOCK_WAIT_MS}ms`]);
    await replace();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
