import type { ClientBase, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { Pipeline, poolOf } from './pipeline';
import { tracing } from '../telemetry/tracing';
import { ResilientClient } from './resilient-client';

/** Inside a transaction's callback only this may reach the database. */
export type Transaction = EntityManager;

/** A transaction that only statements of ours are run in. */
export type SqlTransaction = Transaction | Pipeline;

/** Anything that runs a statement: a data source outside a transaction, its entity manager or a pipeline inside one. */
export type SqlRunner = DataSource | SqlTransaction;

/** Each statement has a name, by which a connection finds the plan that it made of it before. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `afterword_${names.size + 1}`;
  names.set(sql, name);
  return name;
}

/** How long a plan may be kept while the process has work, and while it has none. Milliseconds. */
const PLAN_AGE_MS = 2_000;
const QUIET_PLAN_AGE_MS = 20_000;

/** With fewer statements of the process since a plan was made, tables have hardly grown. At rest it runs some five a second. */
const QUIET_STATEMENTS = 50;

/** How many statements this process has run. */
let statements = 0;

/** What a connection has planned. */
interface Plans {
  /** Milliseconds of `performance.now`. */
  madeAt: number;
  /** Of `statements`. */
  madeAfter: number;
  /** How often each statement was run. */
  runs: Map<string, number>;
}

const plans = new WeakMap<ClientBase, Plans>();

/**
 * PostgreSQL plans for tables as large as they are at that moment, and keeps the plan until it next analyzes one of them, be
 * there a thousand times as many rows by then. So a connection plans anew when a statement has been run twice as often as when
 * it did so last, since whoever runs it often may be who fills the tables, and after a while, since others may (decision
 * record 0026): at rest after a longer one, since planning is most of what the statements of waiting loops cost (0131).
 */
function isPlanDue(client: ClientBase, name: string): boolean {
  const now = performance.now();
  const known = plans.get(client) ?? { madeAt: now, madeAfter: statements, runs: new Map<string, number>() };
  plans.set(client, known);
  const count = (known.runs.get(name) ?? 0) + 1;
  known.runs.set(name, count);
  statements += 1;
  const age = now - known.madeAt;
  const isQuiet = statements - known.madeAfter < QUIET_STATEMENTS;
  const isOld = age > (isQuiet ? QUIET_PLAN_AGE_MS : PLAN_AGE_MS);
  const isOften = age <= PLAN_AGE_MS && count > 2 && (count & (count - 1)) === 0;
  const isDue = isOften || isOld;
  if (isDue) Object.assign(known, { madeAt: now, madeAfter: statements });
  return isDue;
}

/** Sends what it has to before it returns: connections are in pipeline mode. */
async function runOn<Row extends QueryResultRow>(
  client: ClientBase,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  // Behind a pooler, the next statement may run in a session that has not prepared this one.
  if (client instanceof ResilientClient && !client.keepsSession)
    return client.query<Row>({ text: sql, values: [...values] });
  const name = nameOf(sql);
  const discarded = isPlanDue(client, name) ? client.query('discard plans') : undefined;
  const [result] = await Promise.all([client.query<Row>({ name, text: sql, values: [...values] }), discarded]);
  return result;
}

/** A span says what kind of statement it is, not what is in it. */
function kindOf(sql: string): string {
  const lines = sql.split('\n').map((line) => line.trim());
  const first = lines.find((line) => line !== '' && !line.startsWith('--'));
  return /^[a-z]+/i.exec(first ?? '')?.[0].toLowerCase() ?? 'statement';
}

/** As `runUntraced`, in a span of its own where what asks for it is traced. */
function run<Row extends QueryResultRow>(
  runner: SqlRunner,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  const tracer = tracing();
  if (!tracer?.active()) return runUntraced<Row>(runner, sql, values);
  const kind = kindOf(sql);
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': kind };
  return tracer.within(`SQL ${kind}`, { kind: 'client', attributes }, () => runUntraced<Row>(runner, sql, values));
}

/** On a transaction's own connection; else on any of the pool. */
async function runUntraced<Row extends QueryResultRow>(
  runner: SqlRunner,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  if (runner instanceof Pipeline) return runOn<Row>(runner.next(), sql, values);
  if (!(runner instanceof DataSource) && runner.queryRunner) {
    return runOn<Row>((await runner.queryRunner.connect()) as PoolClient, sql, values);
  }
  const client = await poolOf(runner instanceof DataSource ? runner : runner.dataSource).connect();
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
