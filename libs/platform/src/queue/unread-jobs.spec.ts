import { Logger } from '@nestjs/common';
import type { ArticleState } from '@afterword/contracts';
import { BACKENDS } from '@afterword/testing/backends';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { UnrecoverableError } from 'bullmq';
import { loadConfig, type ServiceConfig } from '../config/config';
import { createQueueBackend, migrateQueue } from './create-queue-backend';
import { LinkConsumer } from './link.consumer';
import { OpenQueues } from './open-queues';
import { QUEUE_POLICIES } from './queue-policies';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';

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

/** What an earlier version said of jobs, by their ids, and what they are. */
const FAILED: Record<string, { name: string; data: object; reason: string }> = {
  unknown: { name: 'article.updated', data: article, reason: 'articles has no job article.updated' },
  unreadable: {
    name: 'article.published',
    data: article,
    reason: 'The payload of articles/article.published is not valid. version: Expected string',
  },
  'never-known': { name: 'article.eaten', data: article, reason: 'articles has no job article.eaten' },
  'still-unreadable': {
    name: 'article.updated',
    data: { ...article, version: 'one' },
    reason: 'The payload of articles/article.updated is not valid. version: Expected number',
  },
  broken: { name: 'article.updated', data: article, reason: 'relation "page" is not there' },
};

describe.each(BACKENDS)('jobs that an earlier version failed, on $backend', ({ redisUrl }) => {
  let config: ServiceConfig;
  let opened: OpenQueues;
  let silenced: jest.SpyInstance;

  beforeAll(async () => {
    silenced = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    config = loadConfig('engagement', {
      DATABASE_URL: testDatabaseUrl(),
      REDIS_URL: redisUrl ?? '',
      ADMIN_TOKEN: 'an-operator-token',
    });
    await migrateQueue(config);
    opened = new OpenQueues(createQueueBackend(config));
  });
  afterAll(async () => {
    await opened.onApplicationShutdown();
    silenced.mockRestore();
  });

  it('are done where this one can read them, and rest otherwise', async () => {
    const backend = createQueueBackend(config);
    const policy = QUEUE_POLICIES.articles;
    const producer = new QueueProducer(backend, opened);
    const earlier = new QueueConsumer(backend, opened).consume('articles', policy, ({ id }) =>
      Promise.reject(new UnrecoverableError(FAILED[id ?? '']?.reason)),
    );
    const jobs = Object.entries(FAILED).map(([jobId, { name, data }]) => ({ jobId, name, data }));
    await producer.add('articles', policy, jobs);
    const failed = async () => (await producer.queue('articles').getFailed()).map(({ id }) => id).sort();
    await poll(failed, (ids) => ids.length === jobs.length);
    await earlier.close();

    const done: string[] = [];
    const handle = ({ page }: ArticleState) => {
      done.push(page);
      return Promise.resolve();
    };
    const handlers = { 'article.published': handle, 'article.updated': handle, 'article.unpublished': handle };
    const consumer = new LinkConsumer(backend, opened).consume('articles', handlers);
    await poll(
      () => done,
      (pages) => pages.length === 2,
    );
    await poll(failed, (ids) => ids.length === 3);
    expect(await failed()).toEqual(['broken', 'never-known', 'still-unreadable']);
    await consumer.close();
    await backend.close();
    expect(done).toHaveLength(2);
  });
});
