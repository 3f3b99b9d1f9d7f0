import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { poll } from '@afterword/testing/poll';
import { testDatabaseUrl } from '@afterword/testing/database';
import { loadConfig } from '../config/config';
import { ResilientClient } from '../database/resilient-client';
import { migrateQueue } from './create-queue-backend';
import { PostgresBackend } from './postgres-backend';
import { QUEUE_POLICIES } from './queue-policies';

/** What PostgreSQL says last of its greeting (ReadyForQuery), and what it says when its first process is gone. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const FAREWELL = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');
const ended = (greeting: Buffer) => {
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(FAREWELL.length + 4, 1);
  return Buffer.concat([greeting, head, FAREWELL]);
};

describe('a worker on PostgreSQL', () => {
  const databaseUrl = testDatabaseUrl();
  const config = loadConfig('engagement', { DATABASE_URL: databaseUrl, ADMIN_TOKEN: 'an-operator-token' });

  it('survives a server that ends with its greeting, and does its jobs after that', async () => {
    await migrateQueue(config);
    const { port, hostname } = new URL(databaseUrl);
    let greetings = 0;
    const server = createServer((client) => {
      const postgres = connect(Number(port), hostname);
      client.on('data', (bytes: Buffer) => postgres.write(bytes));
      let isGreeted = false;
      postgres.on('data', (bytes: Buffer) => {
        const isGreeting = !isGreeted && bytes.includes(READY);
        isGreeted ||= isGreeting;
        if (isGreeting) greetings += 1;
        // The first two look whether the queue can be used, and at its tables; the next is the one that is listened on.
        if (!isGreeting || greetings < 3 || greetings > 8) return client.write(bytes);
        client.end(ended(bytes));
        postgres.destroy();
      });
      for (const [socket, other] of [[client, postgres] as const, [postgres, client] as const]) {
        socket.on('error', () => undefined);
        socket.on('close', () => other.destroy());
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const through = new URL(databaseUrl);
    through.port = String((server.address() as AddressInfo).port);
    const backend = new PostgresBackend(through.href);
    const done: string[] = [];
    const worker = backend.createWorker('greeted', QUEUE_POLICIES.articles, ({ name }) => {
      done.push(name);
      return Promise.resolve();
    });
    worker.on('error', () => undefined);
    await poll(
      () => greetings,
      (count) => count > 8,
    );
    const queue = new PostgresBackend(databaseUrl).createQueue('greeted');
    await queue.add('job', {}, {});
    await poll(
      () => done,
      ([job]) => job === 'job',
    );
    await worker.close();
    await queue.close();
    server.close();
    await once(server, 'close');
  });

  it('waits for word of jobs on a connection of ours', async () => {
    await migrateQueue(config);
    const query = jest.spyOn(ResilientClient.prototype, 'query');
    const backend = new PostgresBackend(databaseUrl);
    const worker = backend.createWorker('listened', QUEUE_POLICIES.articles, () => Promise.resolve());
    await poll(
      () => query.mock.calls.flat() as unknown[],
      (statements) => statements.some((statement) => typeof statement === 'string' && /^LISTEN /m.test(statement)),
    );
    query.mockRestore();
    await worker.close();
  });
});
