import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { poll } from '@afterword/testing/poll';
import { startTcpProxy, type TcpProxy } from '@afterword/testing/tcp-proxy';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { createDatabaseIfMissing } from './create-database';
import { dataSourceOptions } from './data-source-options';
import { databaseUrlOf } from './database-url';
import { ResilientClient } from './resilient-client';
import { isUnavailable } from './unavailable';

describe('a connection that PostgreSQL says nothing on', () => {
  let network: TcpProxy;
  let pool: Pool;
  let direct: Pool;

  beforeEach(async () => {
    const server = new URL(process.env.TEST_DATABASE_URL ?? '');
    network = await startTcpProxy(Number(server.port));
    direct = new Pool({ connectionString: server.href });
    server.port = String(network.port);
    const options = { connectionString: server.href, Client: ResilientClient, max: 1, pipeline: true, silentMs: 200 };
    pool = new Pool(options);
    pool.on('error', () => undefined);
  });
  afterEach(async () => {
    await network.stop();
    await Promise.all([pool.end(), direct.end()]);
  });

  const failureOf = (statement: Promise<unknown>) =>
    statement.then(
      () => 'no failure',
      (error: unknown) => isUnavailable(error),
    );

  it('is given up where the server is there and knows nothing of the statement', async () => {
    const client = await pool.connect();
    await client.query('select 1');
    network.set({ kind: 'silent' });
    const [first, second] = [failureOf(client.query('select 1')), failureOf(client.query('select 2'))];
    network.set({ kind: 'open' });
    expect(await Promise.all([first, second])).toEqual([true, true]);
    client.release(true);
    expect((await pool.query('select 1')).rowCount).toBe(1);
  });

  it('is given up with those beside it that have heard nothing for as long', async () => {
    const server = new URL(process.env.TEST_DATABASE_URL ?? '');
    server.port = String(network.port);
    const many = new Pool({
      connectionString: server.href,
      Client: ResilientClient,
      max: 3,
      silentMs: 1_100,
    } as object);
    many.on('error', () => undefined);
    const clients = await Promise.all([many.connect(), many.connect(), many.connect()]);
    for (const client of clients) await client.query('select 1');
    network.set({ kind: 'silent' });
    for (const client of clients) client.release();
    network.set({ kind: 'open' });
    expect(await failureOf(many.query('select 1'))).toBe(true);
    // Neither of the two that nobody asked.
    expect(await failureOf(many.query('select 1'))).toBe('no failure');
    expect(await failureOf(many.query('select 1'))).toBe('no failure');
    await many.end();
  });

  it('is given up where the server does not answer at all', async () => {
    const client = await pool.connect();
    network.set({ kind: 'silent' });
    expect(await failureOf(client.query('select 1'))).toBe(true);
    client.release(true);
  });

  /** Waits for a lock that another session holds until the client has asked after its connection, and for the answer. */
  async function waitForLock(key: number): Promise<void> {
    const holder = await direct.connect();
    await holder.query('select pg_advisory_lock($1::bigint)', [key]);
    const client = await pool.connect();
    const waiting = client.query<{ done: number }>('select 1 as done from pg_advisory_lock($1::bigint)', [key]);
    // It is asked after, twice, on connections of their own.
    await poll(
      () => network.connections,
      (count) => count >= 3,
    );
    await holder.query('select pg_advisory_unlock($1::bigint)', [key]);
    expect((await waiting).rows).toEqual([{ done: 1 }]);
    client.release();
    holder.release();
  }

  it('is waited for while the server runs the statement', () => waitForLock(7_227_311_555));

  it('leaves no transaction on the server that keeps its locks for ever', async () => {
    const options = {
      config: { service: 'engagement', databaseUrl: testDatabaseUrl() },
      entities: [],
      migrations: [],
    } as const;
    await createDatabaseIfMissing(databaseUrlOf(options.config.databaseUrl, 'engagement'));
    const dataSource = await new DataSource(dataSourceOptions(options)).initialize();
    expect(await dataSource.query('show idle_in_transaction_session_timeout')).toEqual([
      { idle_in_transaction_session_timeout: '1min' },
    ]);
    await dataSource.destroy();
  });

  describe('behind a pooler, which does not say in which session a statement runs', () => {
    /** Other specs run statements meanwhile, some of them for as long: a role of its own sees its own. */
    const role = `silent_${randomBytes(4).toString('hex')}`;

    beforeEach(async () => {
      await direct.query(`create role ${role} login password 'silent'`);
      await pool.end();
      const server = new URL(process.env.TEST_DATABASE_URL ?? '');
      Object.assign(server, { port: String(network.port), username: role, password: 'silent' });
      const options = { connectionString: server.href, Client: ResilientClient, max: 1, pipeline: true, silentMs: 200 };
      pool = new Pool(options);
      pool.on('error', () => undefined);
      pool.on('connect', (client) => (client as unknown as ResilientClient).leaveNothingBehind());
    });
    afterEach(() => direct.query(`drop role ${role}`));

    it('is given up where the server runs nothing of ours for as long', async () => {
      const client = await pool.connect();
      await client.query('select 1');
      network.set({ kind: 'silent' });
      const answer = failureOf(client.query('select 1'));
      network.set({ kind: 'open' });
      expect(await answer).toBe(true);
      client.release(true);
    });

    it('is waited for while the server runs something of ours', () => waitForLock(7_227_311_556));
  });
});
