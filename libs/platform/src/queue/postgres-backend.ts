import { createPostgresBackend, createPostgresRelayBackend, type Processor, Queue, Relay, Worker } from 'bullmq';
import { Pool } from 'pg';
import { databaseUrlOf } from '../database/database-url';
import { ResilientClient } from '../database/resilient-client';
import { PostgresWorker } from './postgres-worker';
import {
  COMMAND_TIMEOUT_MS,
  type JobQueue,
  type JobWorker,
  type MessageRelay,
  QueueBackend,
  queueOptions,
  relayOptions,
  workerOptions,
} from './queue-backend';
import type { QueuePolicy } from './queue-policies';

/** Connections of each queue or worker, and of each relay, which has one more to listen on. */
const POOL_SIZE = 4;
const RELAY_POOL_SIZE = 2;

/** BullMQ on PostgreSQL, in a database of its own beside those of the services. */
export class PostgresBackend extends QueueBackend {
  readonly kind = 'postgres';
  private readonly connectionString: string;
  private pings: Pool | null = null;

  /** @param databaseUrl the services' `DATABASE_URL` */
  constructor(databaseUrl: string) {
    super();
    this.connectionString = databaseUrlOf(databaseUrl, 'queue');
  }

  createQueue(name: string): JobQueue {
    return new Queue(name, { connection: this.connection(), ...queueOptions() }, createPostgresBackend);
  }

  createWorker(name: string, policy: QueuePolicy, processor: Processor): JobWorker {
    const options = { connection: this.connection(), ...workerOptions(policy), autorun: false };
    return new PostgresWorker(() => new Worker(name, processor, options, createPostgresBackend));
  }

  createRelay(service: string): MessageRelay {
    return new Relay({
      connection: this.connection(RELAY_POOL_SIZE),
      backend: createPostgresRelayBackend,
      ...relayOptions(service),
    });
  }

  async ping(): Promise<void> {
    await this.pool().query('select 1');
  }

  /** The queue's database is as durable as the services' own: it never loses what it has stored. */
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

  private connection(max = POOL_SIZE) {
    return {
      connectionString: this.connectionString,
      migrate: true,
      max,
      Client: ResilientClient,
      application_name: 'afterword-queue',
    };
  }
}
