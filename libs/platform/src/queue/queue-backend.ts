import type { QueueName } from '@afterword/contracts';
import {
  createPostgresBackend,
  createPostgresRelayBackend,
  type Job,
  type Processor,
  Queue,
  type QueueOptions,
  Relay,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { ServiceConfig } from '../config/config';
import { databaseUrlOf } from '../database/database-url';
import { createDatabaseIfMissing } from '../database/migrate';
import { ResilientClient } from '../database/resilient-client';
import { PostgresWorker } from './postgres-worker';
import { QUEUE_POLICIES, retryDelayMs } from './queue-policies';

/** A server that does not answer a health check is down. Milliseconds. */
const COMMAND_TIMEOUT_MS = 2_000;

/** What we use of a BullMQ queue, whichever backend it has. */
export interface LinkQueue {
  add(name: string, data: unknown, opts: Record<string, unknown>): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: Record<string, unknown> }[]): Promise<unknown>;
  getFailed(start?: number, end?: number): Promise<Job[]>;
  getJobCounts(): Promise<Record<string, number>>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface LinkWorker {
  close(force?: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What we use of a BullMQ relay, whichever backend it has. */
export interface LinkRelay {
  subscribe(topic: string, listener: (message: { data: unknown }) => void): Promise<unknown>;
  /** How many processes it reached, this one among them. */
  publish(topic: string, data: unknown): Promise<{ nodes: number }>;
  waitUntilReady(): Promise<void>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'recovered', listener: () => void): unknown;
}

/** Hash-tagged, so that a Redis Cluster keeps each of our queues in one slot. */
export const QUEUE_PREFIX = '{afterword}';

/**
 * How long a worker waits after it could not ask for a job. BullMQ's default is 15 s, in which a job of a database that is back
 * waits, and so does whoever closes the worker. Milliseconds.
 */
const WORKER_RETRY_MS = 1_000;

/** Connections per queue or worker when the queue runs on PostgreSQL, and per relay, which has one more to listen on. */
const POSTGRES_POOL_SIZE = 4;
const POSTGRES_RELAY_POOL_SIZE = 2;

/** A process that the relay's server has not heard of for so long gets no more messages until it comes back. Milliseconds. */
const RELAY_LEASE_MS = 6_000;

/** The port that the link stands on; Redis or PostgreSQL, decided once by `REDIS_URL`. */
export abstract class QueueBackend {
  abstract readonly kind: 'redis' | 'postgres';
  abstract createQueue(name: QueueName): LinkQueue;
  abstract createWorker(name: QueueName, processor: Processor): LinkWorker;
  /** Messages between the processes of a service. It is of no more use where its first connection failed. */
  abstract createRelay(service: string): LinkRelay;
  /** Rejects when the queue's server does not answer. */
  abstract ping(): Promise<void>;
  /** A small value that lives exactly as long as the queue's jobs do, or null. */
  abstract read(key: string): Promise<string | null>;
  abstract write(key: string, value: string): Promise<void>;
  abstract close(): Promise<void>;
}

class RedisBackend extends QueueBackend {
  readonly kind = 'redis';
  private redis: Redis | null = null;

  constructor(private readonly url: string) {
    super();
  }

  createQueue(name: QueueName): LinkQueue {
    // Adding a job fails at once while Redis is away; the relay tries again, so nothing waits in memory.
    return new Queue(name, {
      connection: { url: this.url, maxRetriesPerRequest: 1, enableOfflineQueue: false },
      ...queueOptions(),
    });
  }

  createWorker(name: QueueName, processor: Processor): LinkWorker {
    return new Worker(name, processor, {
      connection: { url: this.url, maxRetriesPerRequest: null },
      ...workerOptions(name),
    });
  }

  createRelay(service: string): LinkRelay {
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
      // It reconnects by itself; what fails meanwhile is told to who asked.
      this.redis.on('error', () => undefined);
    }
    return this.redis;
  }
}

class PostgresBackend extends QueueBackend {
  readonly kind = 'postgres';
  private readonly connectionString: string;
  private pings: Pool | null = null;

  constructor(databaseUrl: string) {
    super();
    this.connectionString = databaseUrlOf(databaseUrl, 'queue');
  }

  createQueue(name: QueueName): LinkQueue {
    return new Queue(name, { connection: this.connection(), ...queueOptions() }, createPostgresBackend);
  }

  createWorker(name: QueueName, processor: Processor): LinkWorker {
    const options = { connection: this.connection(), ...workerOptions(name), autorun: false };
    return new PostgresWorker(() => new Worker(name, processor, options, createPostgresBackend));
  }

  createRelay(service: string): LinkRelay {
    return new Relay({
      connection: this.connection(POSTGRES_RELAY_POOL_SIZE),
      backend: createPostgresRelayBackend,
      ...relayOptions(service),
    });
  }

  async ping(): Promise<void> {
    await this.pool().query('select 1');
  }

  /** The queue's own database is as durable as ours, so it never forgets what it has stored. */
  read(): Promise<string | null> {
    return Promise.resolve('kept');
  }

  write(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.pings?.end();
  }

  private pool(): Pool {
    if (!this.pings) {
      this.pings = new Pool({
        connectionString: this.connectionString,
        max: 1,
        Client: ResilientClient,
        connectionTimeoutMillis: COMMAND_TIMEOUT_MS,
      });
      this.pings.on('error', () => undefined);
    }
    return this.pings;
  }

  private connection(max = POSTGRES_POOL_SIZE) {
    return {
      connectionString: this.connectionString,
      migrate: true,
      max,
      Client: ResilientClient,
      application_name: 'afterword-queue',
    };
  }
}

const queueOptions = (): Pick<QueueOptions, 'prefix'> => ({ prefix: QUEUE_PREFIX });

const relayOptions = (service: string) => ({
  prefix: QUEUE_PREFIX,
  namespace: 'afterword',
  name: service,
  leaseDuration: RELAY_LEASE_MS,
});

function workerOptions(name: QueueName): Omit<WorkerOptions, 'connection'> {
  const policy = QUEUE_POLICIES[name];
  return {
    prefix: QUEUE_PREFIX,
    concurrency: policy.concurrency,
    runRetryDelay: WORKER_RETRY_MS,
    lockDuration: policy.lockMs,
    stalledInterval: policy.lockMs,
    // A worker that is killed is no fault of the job's.
    maxStalledCount: policy.attempts,
    settings: { backoffStrategy: (attemptsMade: number) => retryDelayMs(policy, attemptsMade) },
  };
}

export function createQueueBackend(config: Pick<ServiceConfig, 'redisUrl' | 'databaseUrl'>): QueueBackend {
  return config.redisUrl === null ? new PostgresBackend(config.databaseUrl) : new RedisBackend(config.redisUrl);
}

/** Makes the queue's database and BullMQ's tables where the queue runs on PostgreSQL; nothing on Redis. */
export async function migrateQueue(config: ServiceConfig): Promise<void> {
  if (config.redisUrl !== null) return;
  await createDatabaseIfMissing(databaseUrlOf(config.databaseUrl, 'queue'));
  const queue = createQueueBackend(config).createQueue('articles');
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}
