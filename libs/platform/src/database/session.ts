import { DATABASE_OPTIONS_BY_HAND } from './create-database.sql';
import type { ResilientClient } from './resilient-client';
import { PREPARE_SESSION } from './session.sql';
import { UnfitDatabaseError } from './unfit-database';

/**
 * What the code relies on, whatever `alter role … set` or postgresql.conf say: the driver reads dates and intervals in PostgreSQL's own
 * style only, statements that run at the same time expect `read committed`, and days begin in UTC.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  extra_float_digits: '1',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
};

/** One plan for all parameters from the first run on: PostgreSQL would make five for nothing before it settled on it. */
const TUNING: Readonly<Record<string, string>> = {
  plan_cache_mode: 'force_generic_plan',
  // A transaction whose process is gone without a word would keep its locks until TCP gives up, which takes hours. Those that wait for others than us
  // for longer say so themselves.
  idle_in_transaction_session_timeout: '60s',
};

interface SessionRow {
  name: string;
  wanted: string;
  value: string;
  isOwn: boolean;
  encoding: string;
  foldsCase: boolean;
  schema: string | null;
  user: string;
  database: string;
}

/**
 * Prepares a new connection of a pool, in one round trip.
 * @throws UnfitDatabaseError when the database, or a role behind a pooler, is not as the code needs it
 */
export async function prepareSession(client: ResilientClient): Promise<void> {
  const settings = { ...SETTINGS, ...TUNING };
  const parameters = [client.processID, Object.keys(settings), Object.values(settings)];
  const { rows } = await client.query<SessionRow>(PREPARE_SESSION, parameters);
  const [first] = rows;
  if (!first) throw new Error('PostgreSQL said nothing about the session');
  assertFit(first);
  if (first.isOwn) return;
  client.leaveNothingBehind();
  const wrong = rows.find(({ name, value }) => name in SETTINGS && !isAsWanted(name, value));
  if (wrong)
    throw new UnfitDatabaseError(
      `The role ${wrong.user} has ${wrong.name} = '${wrong.value}', and a connection pooler keeps us from changing that; ` +
        `run: alter role "${wrong.user}" set ${wrong.name} = '${wrong.wanted}'`,
    );
}

function assertFit({ encoding, foldsCase, schema, user, database }: SessionRow): void {
  const cure =
    `make another one and move the data there with pg_dump: ` +
    `create database "${database}_utf8" ${DATABASE_OPTIONS_BY_HAND} (docs/operations.md)`;
  if (encoding !== 'UTF8')
    throw new UnfitDatabaseError(`The database "${database}" stores text as ${encoding} and must store UTF8; ${cure}`);
  if (!foldsCase)
    throw new UnfitDatabaseError(
      `The database "${database}" has the locale C, in which search finds no capital É by é; ${cure}`,
    );
  if (schema === null)
    throw new UnfitDatabaseError(
      `The role ${user} has no schema to work in; run: alter role "${user}" reset search_path`,
    );
}

function isAsWanted(name: string, value: string): boolean {
  if (name === 'datestyle') return value.startsWith('ISO');
  if (name === 'timezone') return /^(etc\/)?(utc|gmt|uct|zulu)$/i.test(value);
  if (name === 'extra_float_digits') return Number(value) > 0;
  return value.toLowerCase() === SETTINGS[name];
}
