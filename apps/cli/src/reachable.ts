import { exists } from '../../../libs/platform/src/database/create-database';
import { databaseAdvice } from '../../../libs/platform/src/database/advice';
import { serversOf } from '../../../libs/platform/src/database/database-connection';
import { databaseUrlOf } from '../../../libs/platform/src/database/database-url';
import { HealthProblem } from '../../../libs/platform/src/health/health-problem';
import { redisServersOf } from '../../../libs/platform/src/queue/redis-address';
import { OperatorError, messageOf } from './operator-error';

const CONNECT_TIMEOUT_MS = 5_000;

/** PostgreSQL's code for a database that the role may not connect to. */
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Finds out before anything is started whether the database server takes us, so that one line can say it does not. It is asked for the
 * services' own database, since others may be closed to us; whether that is there yet does not matter, but a pooler is asked only where it is:
 * one without a database to lead to keeps us waiting.
 * @param directUrl of the server itself, where `url` leads to a pooler
 * @throws OperatorError
 */
export async function requireDatabase(url: string, directUrl?: string): Promise<void> {
  if (directUrl !== undefined && !(await isThere('DATABASE_DIRECT_URL', directUrl))) return;
  await isThere('DATABASE_URL', url);
}

/** Whether the server has engagement's database. @throws OperatorError where it does not take us */
async function isThere(variable: string, url: string): Promise<boolean> {
  try {
    return await exists(databaseUrlOf(url, 'engagement'));
  } catch (error) {
    // The role of one service may not enter the other one's database, but the server took it.
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return true;
    const host = serversOf(url);
    const advice = databaseAdvice(error);
    throw new OperatorError(
      advice === undefined
        ? `Cannot reach PostgreSQL at ${host} (${variable}): ${messageOf(error)}`
        : `PostgreSQL at ${host} refuses us: ${advice}`,
    );
  }
}

/** Finds out whether Redis can hold the queue. @throws OperatorError */
export async function requireRedis(url: string): Promise<void> {
  // The driver is loaded only here: `npm start` runs for months, most often without a Redis (decision record 0131).
  const { openRedis } = await import('../../../libs/platform/src/queue/open-redis');
  const { checkRedis, redisRefusalOf } = await import('../../../libs/platform/src/queue/redis-check');
  // ioredis rejects commands with "Connection is closed." and tells the reason only here.
  let reason: unknown;
  const options = {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  };
  const redis = openRedis(url, options, (error) => (reason ??= error));
  try {
    await redis.connect();
    await checkRedis(redis, '{afterword}:check');
  } catch (error) {
    if (error instanceof HealthProblem && error.state === 'degraded') return;
    const refusal = [redisRefusalOf(reason), redisRefusalOf(error), error].find(
      (found) => found instanceof HealthProblem,
    );
    if (refusal instanceof Error)
      throw new OperatorError(`Redis at ${redisServersOf(url)} (REDIS_URL): ${refusal.message}`);
    throw new OperatorError(`Cannot reach Redis at ${redisServersOf(url)} (REDIS_URL): ${messageOf(reason ?? error)}`);
  } finally {
    redis.disconnect();
  }
}
