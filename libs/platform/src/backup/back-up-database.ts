import { createHash } from 'node:crypto';
import { type Duplex, PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client, type ClientBase } from 'pg';
import { type CopyToStreamQuery, to as copyTo } from 'pg-copy-streams';
import type { ServiceConfig } from '../config/config';
import { connectionOf } from '../database/database-connection';
import { databaseUrlOf } from '../database/database-url';
import { SHARE_MIGRATIONS } from '../database/migration-lock.sql';
import { dumpSchemaInParts } from '../database/schema-dump';
import { UnfitDatabaseError } from '../database/unfit-database';
import type { BackupFile, BackupSequence, DatabaseBackup } from './backup-format';
import {
  BEGIN_READING,
  copyOut,
  END_READING,
  MIGRATIONS,
  SEQUENCES,
  sequenceState,
  TABLES,
  TAKE_MOMENT,
} from './backup.sql';
import type { Steps } from './steps';
import type { BackupStore } from './stores/backup-store';

/** Text shrinks to a third with it; higher levels take twice the time from whoever is served by the same machine, for a few percent. */
const COMPRESSION_LEVEL = 4;

const CONNECT_TIMEOUT_MS = 5_000;

export interface BackUpOptions {
  config: Pick<ServiceConfig, 'databaseUrl' | 'databaseDirectUrl' | 'service'>;
  /** Where the backup goes, which has begun. The files go below it, under the service's name. */
  store: BackupStore;
  steps: Steps;
}

/**
 * Writes a service's database into files, as it was at one moment: the schema, and each table as PostgreSQL's `copy` writes it. Rows go
 * through a few buffers, however many there are. Nobody waits for it but migrations.
 */
export async function backUpDatabase({ config, store, steps }: BackUpOptions): Promise<void> {
  const url = databaseUrlOf(config.databaseDirectUrl ?? config.databaseUrl, config.service);
  const connect = () =>
    new Client({
      ...connectionOf(url),
      application_name: 'afterword-backup',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
  const client = connect();
  // What is lost fails the statement that runs.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(BEGIN_READING);
    steps.tell({ step: 'ready' });
    await steps.goOn();
    const { rows } = await client.query<{ takenAt: string; postgres: string }>(TAKE_MOMENT);
    const [moment] = rows;
    if (!moment) throw new Error('PostgreSQL said nothing about the moment');
    steps.tell({ step: 'taken', takenAt: moment.takenAt });
    const migrations = await lockMigrations(client, connect());
    const database: DatabaseBackup = {
      takenAt: moment.takenAt,
      postgres: moment.postgres.split(' ')[0] ?? '',
      migrations,
      ...(await write(client, new Files(store, config.service, steps.signal))),
    };
    await client.query(END_READING);
    steps.tell({ step: 'backed-up', database });
  } finally {
    await client.end().catch(() => undefined);
    steps.end();
  }
}

/**
 * Keeps migrations away until the end of the transaction. The schema is read as it is, and the rows as they were at the moment: one that
 * was committed in between would make two halves of different versions.
 * @returns those that had run
 */
async function lockMigrations(client: Client, other: Client): Promise<string[]> {
  const { rows } = await client.query<{ isQuiet: boolean }>(SHARE_MIGRATIONS);
  const atMoment = await namesOf(client);
  other.on('error', () => undefined);
  await other.connect();
  let now: string[];
  try {
    now = await namesOf(other);
  } finally {
    await other.end();
  }
  if (rows[0]?.isQuiet !== true || now.join() !== atMoment.join())
    throw new UnfitDatabaseError('The database is being migrated; try again when that is done');
  return atMoment;
}

const namesOf = async (client: ClientBase): Promise<string[]> =>
  (await client.query<{ name: string }>(MIGRATIONS)).rows.map(({ name }) => name);

async function write(client: Client, files: Files): Promise<Pick<DatabaseBackup, 'schema' | 'tables' | 'sequences'>> {
  const { tables: tablesSql, rest } = await dumpSchemaInParts(client);
  const schema = {
    tables: await files.write('schema_tables.sql', Readable.from([tablesSql])),
    rest: await files.write('schema_rest.sql', Readable.from([rest])),
  };
  const copies: { file: BackupFile; name: string; columns: string[]; out: CopyToStreamQuery }[] = [];
  const { rows } = await client.query<{ name: string; columns: string[] }>(TABLES);
  for (const { name, columns } of rows) {
    const out = client.query(copyTo(copyOut(name, columns)));
    const file = await files.write(`${name}.copy.gz`, out, createGzip({ level: COMPRESSION_LEVEL }));
    copies.push({ file, name, columns, out });
  }
  const sequences = await sequencesOf(client);
  // PostgreSQL counts the rows after the last of them, which the stream does not wait for; later statements do.
  const tables = copies.map(({ file, name, columns, out }) => ({ ...file, name, columns, rows: out.rowCount }));
  return { schema, tables, sequences };
}

async function sequencesOf(client: Client): Promise<BackupSequence[]> {
  const { rows } = await client.query<{
    name: string;
    table: string | null;
    column: string | null;
    isIdentity: boolean | null;
  }>(SEQUENCES);
  const sequences: BackupSequence[] = [];
  for (const { name, table, column, isIdentity } of rows) {
    const state = (await client.query<{ lastValue: string; isCalled: boolean }>(sequenceState(name))).rows[0];
    if (!state) throw new Error(`The sequence ${name} has no state`);
    const of = table !== null && column !== null ? { table, column, isIdentity: isIdentity === true } : null;
    sequences.push({ name, of, ...state });
  }
  return sequences;
}

/** Writes files, and says of each what the manifest has of it. */
class Files {
  constructor(
    private readonly store: BackupStore,
    private readonly service: string,
    private readonly signal: AbortSignal,
  ) {}

  async write(name: string, source: Readable, transform: Duplex = new PassThrough()): Promise<BackupFile> {
    const file = `${this.service}/${name}`;
    const hash = createHash('sha256');
    let bytes = 0;
    async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    }
    const { store, signal } = this;
    await pipeline(source, transform, (chunks: AsyncIterable<Buffer>) => store.write(file, counted(chunks), signal), {
      signal,
    });
    return { file, bytes, sha256: hash.digest('hex') };
  }
}
