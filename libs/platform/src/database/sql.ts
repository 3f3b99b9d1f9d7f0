import type { EntityManager } from 'typeorm';

/** Anything that runs a statement: a data source outside a transaction, its entity manager inside one. */
export interface SqlRunner {
  query<Result = unknown>(sql: string, parameters?: unknown[]): Promise<Result>;
}

/** Inside a transaction's callback only this may reach the database. */
export type Transaction = EntityManager;

/**
 * Runs one statement and gives its rows. TypeORM's `query` gives `[rows, count]` for an update or delete with `returning`,
 * but plain rows for a select or insert; this makes them alike.
 */
export async function rowsOf<Row>(runner: SqlRunner, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const result = await runner.query<Row[] | [Row[], number]>(sql, parameters);
  return Array.isArray(result[0]) && typeof result[1] === 'number' ? result[0] : (result as Row[]);
}
