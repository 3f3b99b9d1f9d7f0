import type { ServiceConfig } from '../config/config';
import { databaseUrlOf } from '../database/database-url';
import { createDatabaseIfMissing } from '../database/create-database';
import { PostgresBackend } from './postgres-backend';
import type { QueueBackend } from './queue-backend';
import { type QueueOwner, RedisBackend } from './redis-backend';

export type QueueConfig = Pick<ServiceConfig, 'redisUrl' | 'databaseUrl' | 'databaseDirectUrl'>;

/** The queue runs on Redis where `REDIS_URL` is set, on PostgreSQL otherwise. @param owner see `RedisBackend` */
export function createQueueBackend(config: QueueConfig, owner?: QueueOwner): QueueBackend {
  return config.redisUrl === null ? new PostgresBackend(directUrlOf(config)) : new RedisBackend(config.redisUrl, owner);
}

/** Creates the queue's database and BullMQ's tables where the queue runs on PostgreSQL; does nothing on Redis. */
export async function migrateQueue(config: QueueConfig): Promise<void> {
  if (config.redisUrl !== null) return;
  await createDatabaseIfMissing(databaseUrlOf(directUrlOf(config), 'queue'));
  const backend = createQueueBackend(config);
  try {
    await backend.check();
  } finally {
    await backend.close();
  }
  // Connecting makes the tables; they are the same for every queue.
  const queue = backend.createQueue('articles');
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}

/** The server itself, where `DATABASE_URL` is a pooler. */
const directUrlOf = ({ databaseDirectUrl, databaseUrl }: QueueConfig): string => databaseDirectUrl ?? databaseUrl;
