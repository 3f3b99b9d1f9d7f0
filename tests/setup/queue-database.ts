import { migrateQueue, type ServiceConfig } from '@afterword/platform';
import { copyDatabases } from './template-database';

/** Creates the queue's migrated database; on Redis there is nothing to create. */
export async function createQueueDatabase(config: ServiceConfig): Promise<void> {
  if (config.redisUrl !== null) return;
  await copyDatabases({
    databaseUrl: config.databaseUrl,
    names: ['queue'],
    migratedBy: 'sources',
    migrate: (databaseUrl) => migrateQueue({ ...config, databaseUrl }),
  });
}
