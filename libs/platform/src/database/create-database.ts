import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { createDatabase, DATABASE_OPTIONS, DATABASE_OPTIONS_BY_HAND } from './create-database.sql';
import { databaseNameOf } from './database-url';
import { connectionOf } from './database-connection';
import { UnfitDatabaseError } from './unfit-database';

const CONNECT_TIMEOUT_MS = 5_000;

const REACHABLE_MS = 30_000;
const LOOK_AGAIN_MS = 200;

const MISSING_DATABASE = '3D000';
const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';
const REFUSED = /^(42501|28\d{3}|3D000)$/;
/** What PostgreSQL says to a locale, a provider or a combination that it does not have. */
const NO_SUCH_LOCALE = /^(22023|42809|42704|0A000|42601|42P17)$/;

/** Every server has them, unless its administrator says otherwise. */
const MAINTENANCE_DATABASES = ['postgres', 'template1'];

/** Creates a database where it is missing. A role that may not create one, nor see others, can use what its administrator made. */
export async function createDatabaseIfMissing(databaseUrl: string): Promise<void> {
  if (await exists(databaseUrl)) return;
  const name = databaseNameOf(databaseUrl);
  const client = await connectForMaintenance(databaseUrl);
  try {
    await create(client, name);
  } catch (error) {
    const code = codeOf(error);
    // Another process was faster.
    if (code === DUPLICATE_DATABASE || code === UNIQUE_VIOLATION) return;
    if (code !== '42501') throw error;
    throw new UnfitDatabaseError(instructions(name, 'may not create it'));
  } finally {
    await client.end();
  }
  await becomesReachable(databaseUrl);
}

/** A pooler that was asked for the database before it was there lets nobody in for a while: PgBouncer for 15 s. */
async function becomesReachable(databaseUrl: string): Promise<void> {
  const deadline = performance.now() + REACHABLE_MS;
  for (;;) {
    const isReachable = await exists(databaseUrl).catch((error: unknown) => {
      if (performance.now() > deadline) throw error;
      return false;
    });
    if (isReachable) return;
    await pause(LOOK_AGAIN_MS);
  }
}

/** Whether the database is there. @throws what the connection failed with otherwise */
export async function exists(databaseUrl: string): Promise<boolean> {
  const client = clientOf(databaseUrl);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** PgBouncer has words of its own, and before 1.19 no code. */
const isMissing = (error: unknown): boolean =>
  codeOf(error) === MISSING_DATABASE ||
  (error instanceof Error && /(no such database|database ".*" does not exist)/.test(error.message));

async function connectForMaintenance(databaseUrl: string): Promise<Client> {
  for (const name of MAINTENANCE_DATABASES) {
    const url = new URL(databaseUrl);
    url.pathname = `/${name}`;
    const client = clientOf(url.href);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!REFUSED.test(codeOf(error))) throw error;
    }
  }
  throw new UnfitDatabaseError(instructions(databaseNameOf(databaseUrl), 'cannot connect to another one to create it'));
}

async function create(client: Client, name: string): Promise<void> {
  const identifier = client.escapeIdentifier(name);
  let refusal: unknown;
  for (const options of DATABASE_OPTIONS) {
    try {
      await client.query(createDatabase(identifier, options));
      return;
    } catch (error) {
      if (!NO_SUCH_LOCALE.test(codeOf(error))) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

const instructions = (name: string, why: string) =>
  `The database "${name}" is missing, and the role in DATABASE_URL ${why}; ` +
  `as an administrator run: create database "${name}" owner <role> ${DATABASE_OPTIONS_BY_HAND}`;

function clientOf(databaseUrl: string): Client {
  const client = new Client({ ...connectionOf(databaseUrl), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  return client;
}

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';
