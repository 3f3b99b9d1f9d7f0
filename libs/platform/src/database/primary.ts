import { Client, type ClientConfig } from 'pg';
import { databaseAdvice } from './advice';
import { SERVER_STATE } from './primary.sql';

/** How long a server may take to say what it is. Milliseconds. */
const ANSWER_MS = 2_000;

/** How long the others may take once one has said that it takes changes: two may say so. Milliseconds. */
const OTHERS_MS = 250;

/** One of the servers of an address. */
export interface DatabaseServer {
  host: string;
  port: number;
  /** To connect to it. */
  config: ClientConfig;
}

/** No server of the address takes changes at the moment: a standby has not been promoted yet, or none is there. */
export class NoPrimaryError extends Error {
  override readonly name = 'NoPrimaryError';
  readonly code = 'NO_PRIMARY';
}

/** Questions that are under way: connections that are made together ask once. */
const asking = new Map<string, Promise<DatabaseServer>>();

/**
 * Finds the server that takes changes by asking all of them. Of two that do, such as an old primary that came back beside the standby that
 * took its place, it is the one that was promoted last.
 * @throws NoPrimaryError, or what every server refuses us with, such as a password
 */
export function findPrimary(servers: readonly DatabaseServer[]): Promise<DatabaseServer> {
  const key = servers.map(({ config }) => config.connectionString).join();
  let answer = asking.get(key);
  if (!answer) {
    answer = ask(servers).finally(() => asking.delete(key));
    asking.set(key, answer);
  }
  return answer;
}

interface Answer {
  server: DatabaseServer;
  /** How often a standby of the cluster has been promoted, and one; 0: it takes no changes, or is not there. */
  timeline: number;
  error?: Error & { code?: string };
}

async function ask(servers: readonly DatabaseServer[]): Promise<DatabaseServer> {
  const answers: Answer[] = [];
  await new Promise<void>((resolve) => {
    for (const server of servers)
      void stateOf(server).then((answer) => {
        answers.push(answer);
        if (answers.length === servers.length) resolve();
        else if (answer.timeline > 0) setTimeout(resolve, OTHERS_MS);
      });
  });
  const newest = Math.max(...answers.map(({ timeline }) => timeline));
  if (newest === 0) throw refusalOf(answers);
  const isNewest = (server: DatabaseServer) => answers.some((one) => one.server === server && one.timeline === newest);
  return servers.find(isNewest) as DatabaseServer;
}

async function stateOf(server: DatabaseServer): Promise<Answer> {
  const limits = { connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS };
  const client = new Client({ application_name: 'afterword-search', ...limits, ...server.config });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ readOnly: boolean; timeline: number | null }>(SERVER_STATE);
    return { server, timeline: rows[0]?.readOnly === false ? (rows[0].timeline ?? 0) : 0 };
  } catch (error) {
    return { server, timeline: 0, error: error as Error };
  } finally {
    // A server that says nothing does not say goodbye either.
    client.end().catch(() => undefined);
  }
}

function refusalOf(answers: readonly Answer[]): Error {
  // What somebody can repair, such as a password, says more than that nobody is there.
  const refused = answers.find(({ error }) => databaseAdvice(error) !== undefined);
  if (refused?.error) return refused.error;
  const states = answers.map(({ server: { host, port }, error }) => {
    const name = `${host}:${port}`;
    return error ? `${name} cannot be reached (${error.code ?? error.message})` : `${name} takes no changes`;
  });
  return new NoPrimaryError(`No server takes changes: ${states.join(', ')}`);
}
