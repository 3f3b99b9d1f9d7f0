import type { ClientBase, Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
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

/** How often each connection has run each statement. */
const runs = new WeakMap<ClientBase, Map<string, number>>();

/**
 * PostgreSQL plans for tables as large as they are at that moment, and keeps the plan until it next analyzes one of them, be
 * there a thousand times as many rows by then. Whoever runs a statement often is who fills the tables, so a connection plans
 * anew whenever a statement has been run twice as often as when it did so last (decision record 0026).
 */
function isPlanDue(client: ClientBase, name: string): boolean {
  const ofClient = runs.get(client) ?? new Map<string, number>();
  runs.set(client, ofClient);
  const count = (ofClient.get(name) ?? 0) + 1;
  ofClient.set(name, count);
  return count > 2 && (count & (count - 1)) === 0;
}

async function runOn<Row extends QueryResultRow>(
  client: ClientBase,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  const name = nameOf(sql);
  if (isPlanDue(client, name)) await client.query('discard plans');
  return client.query<Row>({ name, text: sql, values: [...values] });
}

/** On a transaction's own connection; else on any of the pool. */
async function run<Row extends QueryResultRow>(
  runner: SqlRunner,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  if (!(runner instanceof DataSource) && runner.queryRunner) {
    return runOn<Row>((await runner.queryRunner.connect()) as PoolClient, sql, values);
  }
  const dataSource = runner instanceof DataSource ? runner : runner.dataSource;
  const client = await (dataSource.driver as unknown as { master: Pool }).master.connect();
  try {
    return await runOn<Row>(client, sql, values);
  } finally {
    client.release();
  }
}

/**
 * Runs one of our statements and gives its rows. It is prepared, under a name, once on each connection: parsing and
 * planning the hot ones takes longer than running them (docs/benchmarks.md). `sql` must be a constant: every different
 * text stays prepared for as long as the connection lasts.
 */
export async function rowsOf<Row>(runner: SqlRunner, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  return (await run<Row & QueryResultRow>(runner, sql, parameters)).rows;
}

/** As `rowsOf`, for statements whose rows do not matter. @returns how many rows were changed */
export async function execute(runner: SqlRunner, sql: string, parameters: readonly unknown[] = []): Promise<number> {
  return (await run(runner, sql, parameters)).rowCount ?? 0;
}
