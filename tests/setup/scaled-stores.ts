import { createHash } from 'node:crypto';
import type { ServiceConfig } from '../../libs/platform/src/config/config';
import type { Reaper } from './reaper';
import type { EmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { startStandby } from '../faults/standby';
import { startPgBouncer } from './pgbouncer';
import { REDIS_GROUP_DATABASES, startRedisWithSentinel } from './redis-groups';

/** Where the stores of docs/scale.md are. */
interface Stores {
  /** The servers of PostgreSQL, and what is before them; the standby is the second one. */
  direct: string[];
  pooled: string[];
  redis: string;
}

/**
 * A run with TEST_STORES=scaled has its services on what docs/scale.md describes: PostgreSQL with a standby, PgBouncer in transaction mode
 * before each, Redis with a Sentinel. `npm run scale` runs specs so that know nothing of it.
 */
export const areScaled = process.env.TEST_STORES === 'scaled';

/** @param primary the run's PostgreSQL, whose data are in `folder` */
export async function startScaledStores(primary: EmbeddedPostgres, folder: string, reaper: Reaper) {
  const standby = await startStandby(primary, folder);
  reaper.watch(standby);
  const redis = await startRedisWithSentinel();
  for (const server of redis.servers) reaper.watch(server);
  const { username, password } = new URL(primary.url);
  const direct = [primary.port, standby.port].map((port) => `127.0.0.1:${port}`);
  const poolers = await Promise.all(
    direct.map((host) =>
      startPgBouncer(
        ['max_client_conn = 800', 'default_pool_size = 20'],
        `postgres://${username}:${password}@${host}/postgres`,
      ),
    ),
  );
  for (const pooler of poolers) if (pooler) reaper.watch(pooler);
  const pooled = poolers.map((pooler) => new URL(pooler?.url(primary.url) ?? '').host);
  const stores: Stores = { direct, pooled, redis: redis.url };
  process.env.TEST_SCALED_STORES = JSON.stringify(stores);
  return async () => {
    delete process.env.TEST_SCALED_STORES;
    for (const pooler of poolers) await pooler?.stop();
    await redis.stop();
    process.kill(standby.pid, 'SIGQUIT');
  };
}

/** Databases are made on the server itself. */
export const unscaled = (config: ServiceConfig, databaseUrl: string): ServiceConfig => ({
  ...config,
  databaseUrl,
  databaseDirectUrl: null,
  databaseReadUrl: null,
});

/**
 * What a service is told of the stores: nothing where the run has one of each, or the spec has servers of its own.
 * @param databaseUrl as a spec gives it
 * @param redisUrl as a spec gives it; null: the queue is on PostgreSQL, undefined: no matter where
 */
export function scaledEnvironment(databaseUrl: string, redisUrl?: string | null): Record<string, string> {
  const { TEST_SCALED_STORES } = process.env;
  if (TEST_SCALED_STORES === undefined || !isOfTheRun(databaseUrl)) return {};
  const { direct, pooled, redis } = JSON.parse(TEST_SCALED_STORES) as Stores;
  const { username, password, pathname } = new URL(databaseUrl);
  const at = (hosts: string) => `postgres://${username}:${password}@${hosts}${pathname}`;
  // Services of one installation have one number.
  const number = 1 + (createHash('sha256').update(pathname).digest().readUInt16BE() % (REDIS_GROUP_DATABASES - 1));
  return {
    DATABASE_URL: `${at(pooled.join())}?target_session_attrs=read-write`,
    DATABASE_DIRECT_URL: `${at(direct.join())}?target_session_attrs=read-write`,
    DATABASE_READ_URL: at(pooled[1] ?? ''),
    ...((redisUrl === undefined || (redisUrl !== null && isOfTheRun(redisUrl))) && {
      REDIS_URL: redis.replace(/\d+$/, String(number)),
    }),
  };
}

/** Whether a spec's address leads to a server that the specs of the run share. */
function isOfTheRun(address: string): boolean {
  const { host } = new URL(address);
  const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
  return [TEST_DATABASE_URL, TEST_REDIS_URL].some((shared) => shared !== undefined && new URL(shared).host === host);
}
