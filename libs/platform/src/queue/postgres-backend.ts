import { type BackendFactory, type PostgresPoolConfig, type Processor, Queue, Worker } from 'bullmq';
import { Pool } from 'pg';
import { connectionOf, type DatabaseConnection } from '../database/database-connection';
import { databaseUrlOf } from '../database/database-url';
import { ResilientClient } from '../database/resilient-client';
import {
  COMMAND_TIMEOUT_MS,
  type JobQueue,
  type JobWorker,
  type MessageRelay,
  QueueBackend,
  queueOptions,
  workerOptions,
} from './queue-backend';
import { QUEUE_SERVER } from './postgres-backend.sql';
import { PostgresRelay } from './postgres-relay';
import type { QueuePolicy } from './queue-policies';
import { QueueRefusal } from './queue-refusal';
import { SharedConnections } from './shared-connections';
import { StartingWorker } from './starting-worker';
import { WatchfulBackend } from './watchful-backend';

/** Connections that the queues and workers of a process share, besides the one that listens. */
const POOL_SIZE = 6;

/**
 * How long a worker without jobs waits for word of one before it looks by itself, which takes five statements. BullMQ's default is 5 s. It
 * is also how late a job is found by a worker whose connection for such words is dead. No multiple of the 5 s (`QueuePolicy.lockMs`) after
 * which it looks for lost jobs, since both at once take three connections. Seconds.
 */
const DRAIN_DELAY_S = 11;

/**
 * How long a connection without work is kept: until the worker looks again. Two of these five statements are sent at once, and a connection
 * costs more to open than they do (decision record 0124). Milliseconds.
 */
const KEEP_CONNECTION_MS = (DRAIN_DELAY_S + 4) * 1_000;

/** A server that takes a connection and does not greet is away. Milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

const KEPT = 'kept';

/** As the README says. */
const OLDEST_POSTGRES = 160_000;

/** A setting that only the session it was given to can know. */
const SESSION_MARK = '-c afterword.session=kept';

const POOLER =
  'The queue on PostgreSQL needs sessions, which a connection pooler does not keep; set DATABASE_DIRECT_URL to the PostgreSQL server itself';

/** By SQLSTATE, or the class of one. */
const REFUSALS: [pattern: RegExp, message: string][] = [
  [/^08P01$/, POOLER],
  [/^3D000$/, 'The database of the queue is missing; run "npx afterword migrate" to create it'],
  [/^28/, 'PostgreSQL refuses the user or the password of DATABASE_URL'],
  [/^42501$/, 'The user of DATABASE_URL may not use the database of the queue'],
  [/^53300$/, 'PostgreSQL has as many connections as it allows (max_connections)'],
  [/^53[12]00$/, 'PostgreSQL is out of memory or disk'],
  [/^57P03$/, 'PostgreSQL is starting or stopping'],
];

/** BullMQ on PostgreSQL, in a database of its own beside those of the services. */
export class PostgresBackend extends QueueBackend {
  readonly kind = 'postgres';
  private readonly server: DatabaseConnection;
  private readonly connection: PostgresPoolConfig;
  private readonly backend: BackendFactory;
  private pings: Pool | null = null;

  /** @param databaseUrl the services' `DATABASE_DIRECT_URL`, or `DATABASE_URL` */
  constructor(databaseUrl: string) {
    super();
    this.server = connectionOf(databaseUrlOf(databaseUrl, 'queue'));
    this.connection = {
      ...this.server,
      migrate: true,
      max: POOL_SIZE,
      idleTimeoutMillis: KEEP_CONNECTION_MS,
      Client: ResilientClient,
      // Workers send at once what they listen to by the connection that they share.
      pipeline: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'afterword-queue',
    };
    const connections = new SharedConnections(this.connection);
    this.backend = (name, options) =>
      new WatchfulBackend(connections.open(), name, { ...options, connection: this.connection });
  }

  createQueue(name: string): JobQueue {
    return new Queue(name, { connection: this.connection, ...queueOptions() }, this.backend);
  }

  createWorker(name: string, policy: QueuePolicy, processor: Processor): JobWorker {
    const options = {
      connection: this.connection,
      ...workerOptions(policy),
      drainDelay: DRAIN_DELAY_S,
      autorun: false,
    };
    return new StartingWorker({
      make: () => new Worker(name, processor, options, this.backend),
      usable: () => this.usable(),
      closeWhenConnected: true,
    });
  }

  createRelay(): MessageRelay {
    return new PostgresRelay({
      ...this.server,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'afterword-messages',
    });
  }

  protected async examine(): Promise<void> {
    const { rows } = await this.pool()
      .query<{ version: number; session: string | null }>(QUEUE_SERVER)
      .catch((error: unknown) => {
        throw refusalOf(error);
      });
    const [server] = rows;
    if (server?.session !== 'kept') throw new QueueRefusal(POOLER, { final: true });
    if (server.version < OLDEST_POSTGRES)
      throw new QueueRefusal(`PostgreSQL ${Math.floor(server.version / 10_000)} is too old: 16 or newer is needed`);
  }

  /** The queue's database is as durable as the services' own: it never loses what it has stored. */
  serverProcess(): Promise<string> {
    return Promise.resolve(KEPT);
  }

  read(): Promise<string | null> {
    return Promise.resolve(KEPT);
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
        ...this.server,
        max: 1,
        Client: ResilientClient,
        options: [this.server.options, SESSION_MARK].filter(Boolean).join(' '),
        connectionTimeoutMillis: COMMAND_TIMEOUT_MS,
        query_timeout: COMMAND_TIMEOUT_MS,
      });
      this.pings.on('error', () => undefined);
    }
    return this.pings;
  }
}

function refusalOf(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return error;
  const message = REFUSALS.find(([pattern]) => pattern.test(code))?.[1];
  return message === undefined ? error : new QueueRefusal(message, { final: message === POOLER, cause: error });
}
