import { Pool } from 'pg';
import { ResilientClient } from './resilient-client';
import { isUnavailable } from './unavailable';

const failureOf = (query: Promise<unknown>): Promise<unknown> =>
  query.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('a database that is away', () => {
  let client: ResilientClient;

  beforeEach(async () => {
    client = new ResilientClient(process.env.TEST_DATABASE_URL);
    await client.connect();
  });
  afterEach(() => client.end());

  it('is told from what is wrong with a statement', async () => {
    for (const statement of ['select 1 / 0', 'select from nowhere', 'what'])
      expect([statement, isUnavailable(await failureOf(client.query(statement)))]).toEqual([statement, false]);
  });

  it('is known while a statement runs, and by every statement after that', async () => {
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    expect(isUnavailable(await failureOf(client.query('select pg_terminate_backend(pg_backend_pid())')))).toBe(true);
    await ended;
    const later = await failureOf(client.query('select 1'));
    expect([String(later), isUnavailable(later)]).toEqual([expect.stringContaining('not queryable'), true]);
  });

  it('is known by its lack of connections, memory or disk, by taking no changes, and by what a pooler says', async () => {
    for (const state of ['53100', '53200', '53300', '25006', '08P01']) {
      const failure = await failureOf(client.query(`do $$ begin raise sqlstate '${state}'; end $$`));
      expect([state, isUnavailable(failure)]).toEqual([state, true]);
    }
  });

  it('is known where nobody listens', async () => {
    const pool = new Pool({ connectionString: 'postgres://user@127.0.0.1:1/afterword' });
    expect(isUnavailable(await failureOf(pool.query('select 1')))).toBe(true);
    await pool.end();
  });
});
