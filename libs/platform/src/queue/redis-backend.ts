import {
  type BackendFactory,
  type ConnectionOptions,
  createRedisBackend,
  type Processor,
  Queue,
  Relay,
  Worker,
} from 'bullmq';
import { Cluster, type RedisOptions } from 'ioredis';
import { HealthProblem } from '../health/health-problem';
import {
  infoOf,
  LONGEST_WAIT_MS,
  openCluster,
  openRedis,
  type RedisConnection,
  retryStrategy,
  sentinelOptions,
  SILENT_MS,
} from './open-redis';
import { redisAddressOf } from './redis-address';
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
import { QueueRefusal } from './queue-refusal';
import { checkRedis, processOf, redisRefusalOf } from './redis-check';
import { StartingWorker } from './starting-worker';

/** A Redis that accepts commands and does not answer must not hold a relay, nor the end of the process. Milliseconds. */
const ADD_TIMEOUT_MS = 4_000;

const WORKERS_OPTIONS = { maxRetriesPerRequest: null };

/** BullMQ's (6.7) workers wait for a job that is due later for up to ten seconds, longer than a connection may say nothing. */
const workersBackend: BackendFactory = (name, options, wants) =>
  Object.defineProperty(createRedisBackend(name, options, wants), 'maximumBlockTimeout', {
    value: LONGEST_WAIT_MS / 1_000,
  });

/** Whose queue it is. */
export interface QueueOwner {
  service: string;
  /** The id of the installation, from the service's database. */
  installation: () => Promise<string>;
}

/** BullMQ on Redis. Every connection reconnects by itself once it was made. */
export class RedisBackend extends QueueBackend {
  readonly kind = 'redis';
  private redis: RedisConnection | null = null;
  private lastError: Error | undefined;

  /**
   * @param url of the server, with the number of a database as its path
   * @param owner marks the database of Redis as this installation's, and refuses one that has another's mark
   */
  constructor(
    private readonly url: string,
    private readonly owner?: QueueOwner,
  ) {
    super();
  }

  createQueue(name: string): JobQueue {
    // Adding a job fails at once while Redis is away; the relay tries again, so nothing waits in memory.
    const connection = this.connection({
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      commandTimeout: ADD_TIMEOUT_MS,
    });
    return closing(new Queue(name, { connection, ...queueOptions() }), connection);
  }

  createWorker(name: string, policy: QueuePolicy, processor: Processor): JobWorker {
    const make = () => {
      const connection = this.connection(WORKERS_OPTIONS);
      const drainDelay = LONGEST_WAIT_MS / 1_000;
      const options = { connection, ...workerOptions(policy), drainDelay, autorun: false };
      return closing(new Worker(name, processor, options, workersBackend), connection);
    };
    return new StartingWorker({ make, usable: () => this.usable() });
  }

  createRelay(service: string): MessageRelay {
    const connection = this.connection(WORKERS_OPTIONS);
    return closing(new Relay({ connection, ...relayOptions(service), blockTimeout: LONGEST_WAIT_MS }), connection);
  }

  /** What BullMQ makes its connections from. A Cluster it only takes as it is, and leaves open. */
  private connection(own: RedisOptions): ConnectionOptions {
    const address = redisAddressOf(this.url);
    const options = { retryStrategy, socketTimeout: SILENT_MS, ...own };
    if (address.kind === 'cluster') return openCluster(address, options);
    const server = address.kind === 'server' ? { url: address.url } : sentinelOptions(address);
    // BullMQ's own type leaves out those of Sentinel.
    return { ...server, ...options } as unknown as ConnectionOptions;
  }

  protected async examine(): Promise<void> {
    const redis = this.client();
    try {
      // First: nothing is written into a database that is somebody else's.
      await this.claim(redis);
      await checkRedis(redis, `${QUEUE_PREFIX}:check`);
      this.lastError = undefined;
    } catch (error) {
      if (error instanceof HealthProblem) throw error;
      const own = redisRefusalOf(error);
      // The connection itself knows more than a command that waited for it.
      throw own instanceof HealthProblem ? own : (redisRefusalOf(this.lastError) ?? error);
    }
  }

  async serverProcess(): Promise<string> {
    return processOf(await infoOf(this.client(), `${QUEUE_PREFIX}:check`, 'server'));
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

  /** Two installations in one database of Redis would take each other's jobs. */
  private async claim(redis: RedisConnection): Promise<void> {
    if (!this.owner) return;
    const { service, installation } = this.owner;
    const key = `${QUEUE_PREFIX}:installation:${service}`;
    let marked = await redis.get(key);
    if (marked === null) {
      await redis.set(key, await installation(), 'NX');
      marked = await redis.get(key);
    }
    if (marked === (await installation())) return;
    const cure = `give each its own number of a database in REDIS_URL, or delete the key ${key} if the other one is gone`;
    throw new QueueRefusal(`This database of Redis holds the queue of another installation: ${cure}`, { final: true });
  }

  private client(): RedisConnection {
    if (!this.redis) {
      this.redis = openRedis(this.url, { maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS }, (error) => {
        // That commands wait no longer says nothing of why.
        if (error.name !== 'MaxRetriesPerRequestError') this.lastError = error;
      });
      // Who comes back may be another server, or another configuration.
      this.redis.on('close', () => this.doubt());
    }
    return this.redis;
  }
}

/** Has the connection of a Cluster end with what was made for it alone. */
function closing<Made extends Closable>(made: Made, connection: unknown): Made {
  if (!(connection instanceof Cluster)) return made;
  // What fails on it is told by who uses it.
  connection.on('error', () => undefined);
  const [close, disconnect] = [made.close.bind(made), made.disconnect?.bind(made)];
  const end = () => connection.disconnect();
  made.close = (force) => close(force).finally(end);
  if (disconnect) made.disconnect = () => disconnect().finally(end);
  return made;
}

interface Closable {
  close(force?: boolean): Promise<void>;
  disconnect?(): Promise<void>;
}
