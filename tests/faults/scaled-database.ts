import type { EmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { type PgBouncer, startPgBouncer } from '@afterword/testing/pgbouncer';
import type { Reaper } from '@afterword/testing/reaper';
import { startTcpProxy, type TcpProxy } from '@afterword/testing/tcp-proxy';
import { type Standby, startStandby } from './standby';

/** The way to a PostgreSQL of a stage's own. */
export interface DatabaseWay {
  /** All that leads there, which can be cut. */
  network: TcpProxy;
  /** More of the services' environment. */
  env: Record<string, string>;
  /** Follows the primary from the beginning, and the services know of it. */
  standby?: Standby;
  stop(): Promise<void>;
}

/** PostgreSQL by itself. */
export async function startDirectWay(postgres: EmbeddedPostgres): Promise<DatabaseWay> {
  const network = await startTcpProxy(postgres.port);
  return { network, env: {}, stop: () => network.stop() };
}

/**
 * PostgreSQL as docs/scale.md describes: with a synchronous standby, which answers reads, and PgBouncer in transaction mode before both. Poolers stay what
 * they are while PostgreSQL or the network breaks, and the standby goes on answering that it is none to write to.
 * @param folder the primary's
 * @param standbyFolder does not exist yet
 * @param addressAt of the database, as the services have it, by its hosts
 */
export async function startScaledWay(
  primary: EmbeddedPostgres,
  { folder, standbyFolder }: { folder: string; standbyFolder: string },
  reaper: Reaper,
  addressAt: (hosts: string) => string,
): Promise<DatabaseWay> {
  const standby = await startStandby(primary, folder, standbyFolder);
  reaper.watch({ pid: standby.pid, folder: standbyFolder });
  const poolers: PgBouncer[] = [];
  for (const port of [primary.port, standby.port]) {
    const { username, password } = new URL(primary.url);
    const settings = ['max_client_conn = 400', 'default_pool_size = 20', 'idle_transaction_timeout = 10'];
    const pooler = await startPgBouncer(settings, `postgres://${username}:${password}@127.0.0.1:${port}/postgres`);
    if (!pooler) throw new Error('There is no pgbouncer');
    reaper.watch(pooler);
    poolers.push(pooler);
  }
  const ports = poolers.map((pooler) => Number(new URL(pooler.url(primary.url)).port));
  const pooled = await startTcpProxy(ports[0] ?? 0);
  const direct = await startTcpProxy(primary.port);
  const both = `127.0.0.1:${pooled.port},127.0.0.1:${ports[1]}`;
  const bothDirect = `127.0.0.1:${direct.port},127.0.0.1:${standby.port}`;
  const writable = '?target_session_attrs=read-write';
  return {
    standby,
    network: together(pooled, direct),
    env: {
      DATABASE_URL: addressAt(both) + writable,
      DATABASE_DIRECT_URL: addressAt(bothDirect) + writable,
      DATABASE_READ_URL: addressAt(`127.0.0.1:${ports[1]}`),
    },
    stop: async () => {
      await Promise.all([pooled.stop(), direct.stop()]);
      await Promise.all(poolers.map((pooler) => pooler.stop()));
      process.kill(standby.pid, 'SIGQUIT');
    },
  };
}

/** Two wires on which the same happens. Moments are of the first. */
function together(first: TcpProxy, second: TcpProxy): TcpProxy {
  return {
    port: first.port,
    get connections() {
      return first.connections + second.connections;
    },
    set: (network) => {
      first.set(network);
      second.set(network);
    },
    at: (moment, act) => first.at(moment, act),
    retarget: () => {
      throw new Error('Poolers lead where they lead');
    },
    stop: async () => {
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}
