import { Logger } from '@nestjs/common';
import { BACKENDS } from '@afterword/testing/backends';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { loadConfig, type ServiceConfig } from '../config/config';
import { createQueueBackend, migrateQueue } from './create-queue-backend';
import { OpenQueues } from './open-queues';
import type { QueuePolicy } from './queue-policies';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';

const policy: QueuePolicy = { attempts: 3, backoff: { baseMs: 1, maxMs: 1 }, concurrency: 1, lockMs: 5_000 };

describe.each(BACKENDS)('a queue of its own name on $backend', ({ redisUrl }) => {
  const queue = 'events.spec';
  let config: ServiceConfig;
  let opened: OpenQueues;
  let producer: QueueProducer;
  let consumer: QueueConsumer;
  let errors: jest.SpyInstance;

  beforeAll(async () => {
    config = loadConfig('engagement', {
      DATABASE_URL: testDatabaseUrl(),
      REDIS_URL: redisUrl ?? '',
      ADMIN_TOKEN: 'an-operator-token',
    });
    await migrateQueue(config);
  });
  beforeEach(() => {
    errors = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const backend = createQueueBackend(config);
    opened = new OpenQueues(backend);
    producer = new QueueProducer(backend, opened);
    consumer = new QueueConsumer(backend, opened);
  });
  afterEach(async () => {
    await opened.onApplicationShutdown();
    errors.mockRestore();
  });

  it('hands its jobs to its consumer', async () => {
    const received: unknown[] = [];
    consumer.consume(queue, policy, ({ name, data }) => {
      received.push([name, data]);
      return Promise.resolve();
    });
    await producer.add(queue, policy, [{ name: 'told', data: { a: 1 }, jobId: 'told-once' }]);
    await poll(
      () => received,
      ([job]) => job !== undefined,
    );
    expect(received).toEqual([['told', { a: 1 }]]);
  });

  it('logs a job that fails with its queue, id, name, attempt and reason, and the same failure not again', async () => {
    consumer.consume(queue, policy, ({ data }) => Promise.reject(new Error(`relation "${String(data)}" is not there`)));
    await producer.add(queue, policy, [{ name: 'failing', data: 'page', jobId: 'failing-one' }]);
    const failed = () => producer.queue(queue).getFailed();
    await poll(failed, (jobs) => jobs.length === 1);
    expect(errors.mock.calls).toEqual([
      [
        expect.objectContaining({
          queue,
          job: 'failing',
          jobId: 'failing-one',
          attempt: 1,
          attempts: 3,
          reason: 'relation "page" is not there',
          err: expect.objectContaining({ stack: expect.stringContaining('queue.consumer.spec') as string }) as object,
        }),
        expect.stringContaining('relation "page" is not there'),
      ],
    ]);
    await producer.add(queue, policy, [{ name: 'failing', data: 'reader', jobId: 'failing-two' }]);
    await poll(failed, (jobs) => jobs.length === 2);
    expect(errors.mock.calls).toHaveLength(2);
  });
});
