import { DataSource } from 'typeorm';
import { APPLIED_MIGRATIONS } from './migration-state.sql';
import { dataSourceOptions } from './data-source-options';
import type { MigrationOptions } from './migrate';
import { rowsOf } from './sql';

/** How a database's schema compares with this program. Names of migrations, oldest first. */
export interface MigrationState {
  applied: string[];
  /** Those that `migrate` would run. */
  pending: string[];
  /** Those that this program does not have: a newer one was here. */
  unknown: string[];
}

/** Reads only. @throws where the database is not there */
export async function migrationState({ config, ...options }: MigrationOptions): Promise<MigrationState> {
  const direct = { service: config.service, databaseUrl: config.databaseDirectUrl ?? config.databaseUrl };
  const dataSource = await new DataSource(dataSourceOptions({ ...options, config: direct })).initialize();
  try {
    const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
    const applied = (await rowsOf<{ name: string }>(dataSource, APPLIED_MIGRATIONS)).map(({ name }) => name);
    return {
      applied,
      pending: known.filter((name) => !applied.includes(name)),
      unknown: applied.filter((name) => !known.includes(name)),
    };
  } finally {
    await dataSource.destroy();
  }
}
