import { Client } from 'pg';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { type PostgresProxy, startPostgresProxy } from '@afterword/testing/postgres-proxy';
import { loadConfig } from '../config/config';
import { databaseUrlOf } from '../database/database-url';
import { migrateQueue } from './create-queue-backend';
import { OpenQueues } from './open-queues';
import { PostgresBackend } from './postgres-backend';
import type { QueuePolicy } from './queue-policies';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';

const policy: QueuePolicy = { attempts: 3, backoff: { baseMs: 1, maxMs: 1 }, concurrency: 8, lockMs: 5_000 };
const queues = ['shared.one', 'shared.two', 'shared.three', 'shared.four'];

describe('queues and workers of a process on PostgreSQL', () => {
  const url = testDatabaseUrl();
  let proxy: PostgresProxy;
  let server: Client;
  let opened: OpenQueues;
  let producer: QueueProducer;
  let received: string[];
  /** Those of this process, since all of them come by the proxy. */
  let before: number[];

  beforeAll(async () => {
    await migrateQueue(loadConfig('engagement', { DATABASE_URL: url, ADMIN_TOKEN: 'an-operator-token' }));
    server = new Client({ connectionString: databaseUrlOf(url, 'queue') });
    await server.connect();
  });
  afterAll(() => server.end());

  async function connections(): Promise<{ pid: number; listens: boolean }[]> {
    const { rows } = await server.query<{ pid: number; listens: boolean }>(
      `select pid, query ilike '%listen bullmq_jobs%' as listens
         from pg_stat_activity
        where datname = current_database() and application_name = 'afterword-queue' and not pid = any ($1::int[])`,
      [before],
    );
    return rows;
  }

  beforeEach(async () => {
    before = [];
    before = (await connections()).map(({ pid }) => pid);
    received = [];
    proxy = await startPostgresProxy(url);
    const backend = new PostgresBackend(proxy.url);
    opened = new OpenQueues(backend);
    producer = new QueueProducer(backend, opened);
    const consumer = new QueueConsumer(backend, opened);
    for (const queue of queues)
      consumer.consume(queue, policy, ({ data }) => Promise.resolve(void received.push(`${queue} ${String(data)}`)));
  });
  afterEach(async () => {
    proxy.setAway(false);
    await opened.onApplicationShutdown();
    await proxy.stop();
  });

  const add = (id: string, count = 1) =>
    Promise.all(
      queues.map((queue) =>
        producer.add(
          queue,
          policy,
          Array.from({ length: count }, (_, n) => ({ name: 'told', data: `${id}${n}`, jobId: `${id}${n}` })),
        ),
      ),
    );
  const allReceived = (count: number) =>
    poll(
      () => new Set(received).size,
      (size) => size === count,
    );

  it('share a few connections, of which one listens', async () => {
    await add('shared-', 50);
    await allReceived(queues.length * 50);
    const used = await connections();
    expect(used.length).toBeLessThanOrEqual(7);
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter(({ listens }) => listens)).toHaveLength(1);
    await opened.onApplicationShutdown();
    await poll(connections, (left) => left.length === 0);
  });

  it('get jobs again when the connections are lost', async () => {
    await add('first-');
    await allReceived(queues.length);
    // A job whose worker was cut off while it was at it comes again, which is not what is asked here.
    await poll(
      () => Promise.all(queues.map((queue) => producer.queue(queue).getJobCounts())),
      (counts) => counts.every(({ active }) => active === 0),
    );
    await server.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pids (pid)', [
      (await connections()).map(({ pid }) => pid),
    ]);
    await poll(
      () =>
        add('second-').then(
          () => true,
          () => false,
        ),
      (added) => added,
    );
    await allReceived(2 * queues.length);
    // They listen again, too, by one connection.
    await poll(
      async () => (await connections()).filter(({ listens }) => listens).length,
      (listening) => listening === 1,
    );
  });

  it('work once a server is there that refused their first connections', async () => {
    await opened.onApplicationShutdown();
    proxy.setAway(true);
    const backend = new PostgresBackend(proxy.url);
    opened = new OpenQueues(backend);
    producer = new QueueProducer(backend, opened);
    new QueueConsumer(backend, opened).consume(queues[0]!, policy, ({ data }) =>
      Promise.resolve(void received.push(String(data))),
    );
    const job = { name: 'told', data: 'late', jobId: 'late' };
    await expect(producer.queue(queues[0]!).waitUntilReady()).rejects.toThrow();
    proxy.setAway(false);
    await poll(
      () =>
        producer.add(queues[0]!, policy, [job]).then(
          () => true,
          () => false,
        ),
      (added) => added,
    );
    await allReceived(1);
  });
});
