import { type Processor, Queue, Relay, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import {
  COMMAND_TIMEOUT_MS,
  type JobQueue,
  type JobWorker,
  type MessageRelay,
  QUEUE_PREFIX,
  QueueBackend,
  queueOptions,
  relayOptions,
  workerOptions,
} from './queue-backend';
import type { QueuePolicy } from './queue-policies';

/** BullMQ on Redis. Every connection reconnects by itself. */
export class RedisBackend extends QueueBackend {
  readonly kind = 'redis';
  private redis: Redis | null = null;

  /** @param url of the server, with the number of a database as its path */
  constructor(private readonly url: string) {
    super();
  }

  createQueue(name: string): JobQueue {
    // Adding a job fails at once while Redis is away; the relay tries again, so nothing waits in memory.
    return new Queue(name, {
      connection: { url: this.url, maxRetriesPerRequest: 1, enableOfflineQueue: false },
      ...queueOptions(),
    });
  }

  createWorker(name: string, policy: QueuePolicy, processor: Processor): JobWorker {
    const connection = { url: this.url, maxRetriesPerRequest: null };
    return new Worker(name, processor, { connection, ...workerOptions(policy) });
  }

  createRelay(service: string): MessageRelay {
    return new Relay({ connection: { url: this.url, maxRetriesPerRequest: null }, ...relayOptions(service) });
  }

  async ping(): Promise<void> {
    await this.client().ping();
  }

  async read(key: string): Promise<string | null> {
    return this.client().get(`${QUEUE_PREFIX}:${key}`);
  }

  async write(key: string, value: string): Promise<void> {
    await this.client().set(`${QUEUE_PREFIX}:${key}`, value);
  }

  close(): Promise<void> {
    this.redis?.disconnect();
    return Promise.resolve();
  }

  private client(): Redis {
    if (!this.redis) {
      this.redis = new Redis(this.url, { maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS });
      // Without a listener it would print each failed connection. Callers get the failure of their own command.
      this.redis.on('error', () => undefined);
    }
    return this.redis;
  }
}
