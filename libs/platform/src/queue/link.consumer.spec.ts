import type { ArticleState } from '@afterword/contracts';
import { Pool } from 'pg';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { type PostgresProxy, startPostgresProxy } from '@afterword/testing/postgres-proxy';
import { loadConfig } from '../config/config';
import { ResilientClient } from '../database/resilient-client';
import { createQueueBackend, migrateQueue } from './create-queue-backend';
import { LinkConsumer } from './link.consumer';
import { LinkProducer } from './link.producer';
import { OpenQueues } from './open-queues';

const config = loadConfig('engagement', { DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN: 'an-operator-token' });
const article: ArticleState = {
  schemaVersion: 1,
  site: 'demo',
  page: 'a-page',
  version: 1,
  title: 'A page',
  url: 'https://paper.example/a-page',
  aliases: [],
  occurredAt: '2026-11-28T12:00:00.000Z',
};

describe('a job whose database is away', () => {
  let proxy: PostgresProxy;
  let database: Pool;
  let tries: number;
  let done: string[];
  const links: OpenQueues[] = [];

  beforeAll(async () => {
    await migrateQueue(config);
    proxy = await startPostgresProxy(process.env.TEST_DATABASE_URL!);
    database = new Pool({ connectionString: proxy.url, Client: ResilientClient });
    database.on('error', () => undefined);
  });
  afterAll(async () => {
    await database.end();
    await proxy.stop();
  });
  beforeEach(() => {
    proxy.setAway(true);
    tries = 0;
    done = [];
  });

  const handle = async ({ page }: ArticleState) => {
    tries += 1;
    await database.query('select 1');
    done.push(page);
  };

  afterEach(async () => {
    proxy.setAway(false);
    for (const link of links.splice(0)) await link.onApplicationShutdown();
  });

  /** One process of the link. */
  function open() {
    const backend = createQueueBackend(config);
    const opened = new OpenQueues(backend);
    links.push(opened);
    const producer = new LinkProducer(backend, opened);
    const consumer = new LinkConsumer(backend, opened);
    return {
      queue: producer.queue('articles'),
      add: (page: string) =>
        producer.add('articles', [{ name: 'article.updated', data: { ...article, page }, jobId: page }]),
      consume: () =>
        consumer.consume('articles', {
          'article.published': handle,
          'article.updated': handle,
          'article.unpublished': handle,
        }),
      close: () => opened.onApplicationShutdown(),
    };
  }

  const severalTries = () =>
    poll(
      () => tries,
      (count) => count >= 3,
    );

  it('waits where it is, and uses up none of its tries', async () => {
    const link = open();
    link.consume();
    await link.add('waiting');
    await severalTries();
    expect(await link.queue.getJobCounts()).toMatchObject({ active: 1, delayed: 0, failed: 0 });
    proxy.setAway(false);
    await poll(
      () => done,
      (pages) => pages.includes('waiting'),
    );
  });

  it('goes back to the queue when its process ends, and is done by the next one', async () => {
    const link = open();
    link.consume();
    await link.add('handed-on');
    await severalTries();
    await link.close();
    expect(done).toEqual([]);
    proxy.setAway(false);
    const next = open();
    next.consume();
    await poll(
      () => done,
      (pages) => pages.includes('handed-on'),
    );
  });
});
