import { DataSource } from 'typeorm';
import type { ServiceConfig } from '../config/config';
import { createDatabaseIfMissing } from './create-database';
import { databaseNameOf, databaseUrlOf } from './database-url';
import { dataSourceOptions, type DatabaseOptions } from './data-source-options';
import { lockMigrations } from './migration-lock';
import { runMigrationsWithShortLocks } from './short-locks';

export interface MigrationOptions extends Omit<DatabaseOptions, 'config'> {
  config: Pick<ServiceConfig, 'databaseUrl' | 'service'> & { databaseDirectUrl?: string | null };
}

/**
 * Creates the service's database where it is missing and brings it to the newest migration, each in a transaction
 * that waits for no lock for long.
 * Safe to run from several processes at once, and through a connection pooler.
 * @returns the names of the migrations that were applied
 */
export async function migrateDatabase({ config, ...options }: MigrationOptions): Promise<string[]> {
  const { service, databaseDirectUrl } = config;
  const direct = { service, databaseUrl: databaseDirectUrl ?? config.databaseUrl };
  const databaseUrl = databaseUrlOf(direct.databaseUrl, service);
  await createDatabaseIfMissing(databaseUrl);
  const dataSource = await new DataSource(dataSourceOptions({ ...options, config: direct })).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await lockMigrations({ runner, database: databaseNameOf(databaseUrl) });
    return await runMigrationsWithShortLocks(dataSource);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
    await dataSource.destroy();
  }
}
