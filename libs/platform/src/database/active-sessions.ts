import { Client, type ClientConfig } from 'pg';
import { ACTIVE_SESSIONS } from './active-sessions.sql';

/** How long PostgreSQL may take to say what it does. Milliseconds. */
const ANSWER_MS = 5_000;

/** Questions that are under way: connections that fall silent together ask once. */
const asking = new Map<string, Promise<ActiveSessions>>();

/** By process id, for how long each has been running its statement. Milliseconds. */
export type ActiveSessions = ReadonlyMap<number, number>;

/**
 * The sessions that PostgreSQL runs a statement for, asked on a connection of its own.
 * @throws what the connection failed with, where PostgreSQL does not answer
 */
export function activeSessions(config: ClientConfig): Promise<ActiveSessions> {
  const server = config.connectionString ?? `${config.host}:${config.port}`;
  let answer = asking.get(server);
  if (!answer) {
    answer = ask(config).finally(() => asking.delete(server));
    asking.set(server, answer);
  }
  return answer;
}

async function ask(config: ClientConfig): Promise<ActiveSessions> {
  const client = new Client({ ...config, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number; ms: number }>(ACTIVE_SESSIONS);
    return new Map(rows.map(({ pid, ms }) => [pid, ms]));
  } finally {
    // A server that says nothing does not say goodbye either.
    client.end().catch(() => undefined);
  }
}
