import { dataSourceOptions, loadConfig, migrateDatabase } from '@afterword/platform';
import { DataSource } from 'typeorm';
import * as content from '../../apps/content/src/entities';
import { migrations as contentMigrations } from '../../apps/content/src/migrations';
import * as engagement from '../../apps/engagement/src/entities';
import { migrations as engagementMigrations } from '../../apps/engagement/src/migrations';
import { testDatabaseUrl } from './database';

/** A service's database with its schema, without the service; for specs of what both services share. */
export async function migratedDatabase(service: 'content' | 'engagement'): Promise<DataSource> {
  const config = loadConfig(service, { DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN: 'an-operator-token' });
  const { entities } = service === 'content' ? content : engagement;
  const migrations = service === 'content' ? contentMigrations : engagementMigrations;
  await migrateDatabase({ config, entities, migrations });
  return new DataSource(dataSourceOptions({ config, entities, migrations })).initialize();
}
