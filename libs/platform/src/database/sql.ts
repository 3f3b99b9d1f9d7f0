import type { Pool, PoolClient } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

/** Inside a transaction's callback only this may reach the database. */
export type Transaction = EntityManager;

/** Anything that runs a statement: a data source outside a transaction, its entity manager inside one. */
export type SqlRunner = DataSource | Transaction;

/** Each statement has a name, by which a connection finds the plan that it made of it before. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `afterword_${names.size + 1}`;
  names.set(sql, name);
  return name;
}

/** A transaction's own connection; else any of the pool. */
async function clientOf(runner: SqlRunner): Promise<Pool | PoolClient> {
  if (!(runner instanceof DataSource) && runner.queryRunner) {
    return (await runner.queryRunner.connect()) as PoolClient;
  }
  const dataSource = runner instanceof DataSource ? runner : runner.dataSource;
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/**
 * Runs one of our statements and gives its rows. It is prepared, under a name, once on each connection: parsing and
 * planning the hot ones takes longer than running them (docs/benchmarks.md). `sql` must be a constant: every different
 * text stays prepared for as long as the connection lasts.
 */
export async function rowsOf<Row>(runner: SqlRunner, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const client = await clientOf(runner);
  const { rows } = await client.query({ name: nameOf(sql), text: sql, values: [...parameters] });
  return rows as Row[];
}

/** As `rowsOf`, for statements whose rows do not matter. @returns how many rows were changed */
export async function execute(runner: SqlRunner, sql: string, parameters: readonly unknown[] = []): Promise<number> {
  const client = await clientOf(runner);
  const { rowCount } = await client.query({ name: nameOf(sql), text: sql, values: [...parameters] });
  return rowCount ?? 0;
}
