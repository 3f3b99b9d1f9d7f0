import type { ServiceConfig } from '../config/config';
import { databaseUrlOf } from '../database/database-url';
import { createDatabaseIfMissing } from '../database/migrate';
import { PostgresBackend } from './postgres-backend';
import type { QueueBackend } from './queue-backend';
import { RedisBackend } from './redis-backend';

/** The queue runs on Redis where `REDIS_URL` is set, on PostgreSQL otherwise. */
export function createQueueBackend(config: Pick<ServiceConfig, 'redisUrl' | 'databaseUrl'>): QueueBackend {
  return config.redisUrl === null ? new PostgresBackend(config.databaseUrl) : new RedisBackend(config.redisUrl);
}

/** Creates the queue's database and BullMQ's tables where the queue runs on PostgreSQL; does nothing on Redis. */
export async function migrateQueue(config: Pick<ServiceConfig, 'redisUrl' | 'databaseUrl'>): Promise<void> {
  if (config.redisUrl !== null) return;
  await createDatabaseIfMissing(databaseUrlOf(config.databaseUrl, 'queue'));
  // Connecting makes the tables; they are the same for every queue.
  const queue = createQueueBackend(config).createQueue('articles');
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}
