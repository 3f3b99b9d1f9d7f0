import { Client } from 'pg';
import { createDatabaseIfMissing } from '../database/create-database';
import { connectionOf } from '../database/database-connection';
import { databaseUrlOf } from '../database/database-url';
import { createQueueBackend, migrateQueue, type QueueConfig } from './create-queue-backend';
import { forgetKeys } from './forget-keys';
import { DROP_QUEUES } from './forget-queue.sql';

/** A queue that is about to be emptied. */
export interface ForgottenQueue {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

const LOCK_TIMEOUT = '-c lock_timeout=10s';

/**
 * Empties all queues, for databases that are restored: jobs of before tell of what is not so any more. The services' processes must be
 * stopped. On Redis it is done at once, which senders notice by the missing key (decision record 0006); on PostgreSQL with the commit.
 */
export async function forgetQueue(config: QueueConfig): Promise<ForgottenQueue> {
  if (config.redisUrl !== null) {
    const backend = createQueueBackend(config);
    try {
      await backend.check();
    } finally {
      await backend.close();
    }
    await forgetKeys(config.redisUrl);
    return { commit: () => Promise.resolve(), rollback: () => Promise.resolve() };
  }
  const url = databaseUrlOf(config.databaseDirectUrl ?? config.databaseUrl, 'queue');
  await createDatabaseIfMissing(url);
  const { options, ...server } = connectionOf(url);
  const client = new Client({
    ...server,
    application_name: 'afterword-restore',
    options: [options, LOCK_TIMEOUT].filter(Boolean).join(' '),
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await client.query(DROP_QUEUES);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    commit: async () => {
      try {
        await client.query('commit');
      } finally {
        await client.end();
      }
      await migrateQueue(config);
    },
    rollback: () => client.end(),
  };
}
