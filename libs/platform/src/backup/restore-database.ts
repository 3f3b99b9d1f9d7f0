import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import type { ServiceConfig } from '../config/config';
import { createDatabaseIfMissing } from '../database/create-database';
import { dataSourceOptions, type DatabaseOptions } from '../database/data-source-options';
import { databaseNameOf, databaseUrlOf } from '../database/database-url';
import { lockMigrations } from '../database/migration-lock';
import { execute, rowsOf, type Transaction } from '../database/sql';
import { UnfitDatabaseError } from '../database/unfit-database';
import { type BackupManifest, BackupManifestSchema, type DatabaseBackup, MANIFEST_FILE } from './backup-format';
import {
  analyze,
  CONNECTED,
  copyIn,
  DROP_ALL,
  hasRows,
  ownSequence,
  PREPARE_RESTORE,
  SET_IDENTITY,
  SET_SEQUENCE,
  TABLE_EXISTS,
} from './backup.sql';
import type { Steps } from './steps';
import type { BackupStore } from './stores/backup-store';
import { checkedFile } from './stores/checked-file';

export interface RestoreOptions extends Omit<DatabaseOptions, 'config'> {
  config: Pick<ServiceConfig, 'databaseUrl' | 'databaseDirectUrl' | 'service'>;
  /** Where the backup is, whose files have been checked. */
  store: BackupStore;
  steps: Steps;
  /** Tables that are empty while there is nothing to lose. */
  dataTables: readonly string[];
  /** Makes right what a restored database must not have as it was. @returns what it did, a line each */
  reconcile: (tx: Transaction, restored: RestoredMoment) => Promise<string[]>;
  /** What is to be forgotten besides the database, such as a queue. Called after the load; `commit` after that of the database. */
  forget?: () => Promise<Forgotten>;
}

export interface RestoredMoment {
  /** The moment that the databases are of again; the earlier one, of engagement's. */
  takenAt: Date;
}

export interface Forgotten {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

const LOCK_NOT_AVAILABLE = '55P03';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Puts a service's database back as it was at the moment of a backup, in one transaction: what is there is removed, the schema of that time
 * is made, its rows are loaded, and the migrations since then run. It commits when it is told to, so that the two services' databases change
 * together.
 */
export async function restoreDatabase(options: RestoreOptions): Promise<void> {
  const { config, entities, migrations, steps } = options;
  const { service } = config;
  const direct = { service, databaseUrl: config.databaseDirectUrl ?? config.databaseUrl };
  const databaseUrl = databaseUrlOf(direct.databaseUrl, service);
  const database = databaseNameOf(databaseUrl);
  const { databases, takenAt } = await readManifest(options.store);
  const backup = databases[service];
  await createDatabaseIfMissing(databaseUrl);
  const opened = dataSourceOptions({ config: direct, entities, migrations });
  const dataSource = await new DataSource({
    ...opened,
    applicationName: 'afterword-restore',
    // `copy` takes the connection for itself.
    extra: { ...(opened.extra as Record<string, unknown>), pipeline: false },
  }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    assertKnown(backup, dataSource);
    await lockMigrations({ runner, database });
    await execute(runner.manager, PREPARE_RESTORE);
    steps.tell({
      step: 'checked',
      hasData: await hasData(runner, options.dataTables),
      connected: await connectedTo(runner),
    });
    await steps.goOn();
    await replace(runner, backup, { ...options, takenAt: new Date(takenAt) });
  } catch (error) {
    throw explained(error, database);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
    await dataSource.destroy();
    steps.end();
  }
}

const readManifest = async (store: BackupStore): Promise<BackupManifest> =>
  BackupManifestSchema.parse(JSON.parse(await text(store.read(MANIFEST_FILE))));

/** @throws UnfitDatabaseError for a backup of a newer version: its rows may mean something that this one does not know */
function assertKnown({ migrations }: DatabaseBackup, dataSource: DataSource): void {
  const known = new Set(dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new UnfitDatabaseError(
      `The backup is of a newer version of Afterword (${unknown.join(', ')}); update this one first, then restore`,
    );
}

async function hasData({ manager }: QueryRunner, tables: readonly string[]): Promise<boolean> {
  for (const table of tables) {
    const [{ isThere } = { isThere: false }] = await rowsOf<{ isThere: boolean }>(manager, TABLE_EXISTS, [table]);
    if (!isThere) continue;
    const [row] = await rowsOf<{ hasRows: boolean }>(manager, hasRows(table));
    if (row?.hasRows) return true;
  }
  return false;
}

const connectedTo = async ({ manager }: QueryRunner): Promise<string[]> =>
  (await rowsOf<{ name: string }>(manager, CONNECTED)).map(({ name }) => name);

async function replace(
  runner: QueryRunner,
  backup: DatabaseBackup,
  options: RestoreOptions & RestoredMoment,
): Promise<void> {
  const { store, steps, reconcile, forget, takenAt } = options;
  const startedAt = performance.now();
  const client = (await runner.connect()) as ClientBase;
  for (const { statement } of await rowsOf<{ statement: string }>(runner.manager, DROP_ALL))
    await client.query(statement);
  await client.query(await text(checkedFile(store, backup.schema.tables, steps.signal)));
  const rows = await load(client, backup, options);
  await setSequences(client, backup);
  await client.query(await text(checkedFile(store, backup.schema.rest, steps.signal)));
  const migrated = await migrate(runner);
  const reconciled = await reconcile(runner.manager, { takenAt });
  await client.query(analyze(backup.tables.map(({ name }) => name)));
  const connected = await connectedTo(runner);
  // It waits for our locks, and would go on with what it read before.
  if (connected.length > 0)
    throw new UnfitDatabaseError(`${connected.join(', ')} has connected to the database meanwhile`);
  const forgotten = await forget?.();
  try {
    steps.tell({
      step: 'loaded',
      rows,
      tables: backup.tables.length,
      milliseconds: Math.round(performance.now() - startedAt),
      lines: [...(migrated.length > 0 ? [`migrated: ${migrated.join(', ')}`] : []), ...reconciled],
    });
    await steps.goOn();
    await runner.commitTransaction();
  } catch (error) {
    await forgotten?.rollback();
    throw error;
  }
  await forgotten?.commit();
  steps.tell({ step: 'restored' });
}

async function load(
  client: ClientBase,
  { tables }: DatabaseBackup,
  { store, steps: { signal } }: RestoreOptions,
): Promise<number> {
  let rows = 0;
  for (const table of tables) {
    const into = client.query(copyFrom(copyIn(table.name, table.columns)));
    await pipeline(checkedFile(store, table, signal), createGunzip(), into, { signal });
    if (into.rowCount !== table.rows)
      throw new UnfitDatabaseError(`${table.file} has ${into.rowCount} rows, and the backup says ${table.rows}`);
    rows += table.rows;
  }
  return rows;
}

async function setSequences(client: ClientBase, { sequences }: DatabaseBackup): Promise<void> {
  for (const { name, of, lastValue, isCalled } of sequences) {
    if (of?.isIdentity) await client.query(SET_IDENTITY, [of.table, of.column, lastValue, isCalled]);
    else await client.query(SET_SEQUENCE, [name, lastValue, isCalled]);
    if (of && !of.isIdentity) await client.query(ownSequence({ sequence: name, ...of }));
  }
}

/** In the transaction that loaded the rows. @returns the names of the migrations that the backup had not */
async function migrate(runner: QueryRunner): Promise<string[]> {
  const executor = new MigrationExecutor(runner.dataSource, runner);
  executor.transaction = 'none';
  return (await executor.executePendingMigrations()).map(({ name }) => name);
}

function explained(error: unknown, database: string): unknown {
  const { code, driverError, message } = error as { code?: string; driverError?: { code?: string }; message?: string };
  const state = driverError?.code ?? code;
  if (state === LOCK_NOT_AVAILABLE)
    return new UnfitDatabaseError(
      `Somebody uses the tables of the database "${database}"; stop the services and whatever else reads it, then restore`,
      { cause: error },
    );
  if (state === INSUFFICIENT_PRIVILEGE)
    return new UnfitDatabaseError(
      `The role may not replace what is in the database "${database}" (${message ?? state}); docs/backup.md says what it needs`,
      { cause: error },
    );
  return error;
}
