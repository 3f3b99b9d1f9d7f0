import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { databaseNameOf, databaseUrlOf } from './database-url';
import { dataSourceOptions, type DatabaseOptions } from './database.module';

/** Any constant that only we use: replicas that migrate at the same time take turns. */
const MIGRATION_LOCK = 7_227_311_001;

const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';

/**
 * Creates the service's database where it is missing and brings it to the newest migration, each in a transaction.
 * Safe to run from several processes at once.
 * @returns the names of the migrations that were applied
 */
export async function migrateDatabase(options: DatabaseOptions): Promise<string[]> {
  await createDatabaseIfMissing(databaseUrlOf(options.config.databaseUrl, options.config.service));
  const dataSource = await new DataSource(dataSourceOptions(options)).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1::bigint)', [MIGRATION_LOCK]);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map((migration) => migration.name);
  } finally {
    await lock.query('select pg_advisory_unlock($1::bigint)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}

/** A role that may not create databases can still use ones that its administrator made: the check comes first. */
export async function createDatabaseIfMissing(databaseUrl: string): Promise<void> {
  const maintenance = new URL(databaseUrl);
  maintenance.pathname = '/postgres';
  const client = new Client({ connectionString: maintenance.href, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const name = databaseNameOf(databaseUrl);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process was faster.
    const code = (error as { code?: string }).code;
    if (code !== DUPLICATE_DATABASE && code !== UNIQUE_VIOLATION) throw error;
  } finally {
    await client.end();
  }
}
