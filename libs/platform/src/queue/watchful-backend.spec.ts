import { Client } from 'pg';
import { poll } from '@afterword/testing/poll';
import { testDatabaseUrl } from '@afterword/testing/database';
import { startTcpProxy } from '@afterword/testing/tcp-proxy';
import { loadConfig } from '../config/config';
import { ResilientClient } from '../database/resilient-client';
import { migrateQueue } from './create-queue-backend';
import { PostgresBackend } from './postgres-backend';
import { QUEUE_POLICIES } from './queue-policies';

/** How BullMQ (6.7) looks for jobs that were there before it listened. */
const LOOK = 'Whether the queue has a claimable';

describe('a worker on PostgreSQL whose connections were lost', () => {
  afterEach(() => jest.restoreAllMocks());

  it('finds a job whose word it missed, also where its first look failed', async () => {
    const databaseUrl = testDatabaseUrl();
    await migrateQueue(loadConfig('engagement', { DATABASE_URL: databaseUrl, ADMIN_TOKEN: 'an-operator-token' }));
    const network = await startTcpProxy(Number(new URL(databaseUrl).port));
    const through = new URL(databaseUrl);
    [through.hostname, through.port] = ['127.0.0.1', String(network.port)];
    const done: string[] = [];
    const errors: string[] = [];
    const backend = new PostgresBackend(through.href);
    const worker = backend.createWorker('missed', QUEUE_POLICIES.articles, ({ name }) => {
      done.push(name);
      return Promise.resolve();
    });
    worker.on('error', ({ message }) => void errors.push(message));
    const queue = new PostgresBackend(databaseUrl).createQueue('missed');
    await queue.add('heard', {}, {});
    await poll(
      () => done,
      ({ length }) => length === 1,
    );

    let looks = 0;
    const query = jest.spyOn(ResilientClient.prototype, 'query') as unknown as jest.SpyInstance<unknown, unknown[]>;
    const { query: original } = Client.prototype as unknown as {
      query: (this: unknown, ...args: unknown[]) => unknown;
    };
    query.mockImplementation(function (this: unknown, ...args) {
      const [text, answer] = [args[0], args.at(-1)];
      if (typeof text !== 'string' || !text.includes(LOOK) || typeof answer !== 'function')
        return original.apply(this, args);
      looks += 1;
      (answer as (error: Error) => void)(new Error('This connection is dead'));
      return undefined;
    });
    network.set({ kind: 'cut' });
    // It has tried to listen again.
    await poll(
      () => errors,
      ({ length }) => length >= 3,
    );
    await queue.add('missed', {}, {});
    network.set({ kind: 'open' });
    await poll(
      () => done,
      ({ length }) => length === 2,
    );
    expect(looks).toBeGreaterThan(0);
    await worker.close();
    await queue.close();
    await backend.close();
    await network.stop();
  });
});
