import { Redis } from 'ioredis';
import { Client } from 'pg';
import { OperatorError, messageOf } from './operator-error';

const CONNECT_TIMEOUT_MS = 5_000;

/** Finds out before anything is started whether the database answers, so that one line can say it does not. */
export async function requireDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  // The services make their own databases; this one every server has.
  maintenance.pathname = '/postgres';
  const client = new Client({ connectionString: maintenance.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new OperatorError(`Cannot reach PostgreSQL at ${maintenance.host} (DATABASE_URL): ${messageOf(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function requireRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // ioredis rejects with "Connection is closed." and tells the reason only here.
  let reason: unknown;
  redis.on('error', (error) => (reason = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw new OperatorError(`Cannot reach Redis at ${new URL(url).host} (REDIS_URL): ${messageOf(reason ?? error)}`);
  } finally {
    redis.disconnect();
  }
}
