import { HealthProblem } from '../health/health-problem';
import { infoOf, isSelectRefusal, type RedisConnection } from './open-redis';
import { QueueRefusal } from './queue-refusal';

/** BullMQ (6.7) recommends it, and our tests run on nothing older than 7.0. */
const OLDEST_REDIS = { major: 6, minor: 2 };

/** Longer than a check takes: the key goes by itself. Milliseconds. */
const PROBE_MS = 10_000;

/** By the first word of Redis's reply. */
const REFUSALS = new Map([
  [
    'NOPERM',
    'Redis does not let the user of REDIS_URL run what the queue needs: INFO, EVAL and every command on the keys {afterword}:*',
  ],
  ['NOAUTH', 'Redis wants a password, and REDIS_URL has none that it accepts'],
  ['WRONGPASS', 'Redis refuses the user or the password of REDIS_URL'],
  ['OOM', 'Redis is out of memory (maxmemory) and stores no more jobs; give it more'],
  ['MISCONF', 'Redis cannot save to its disk, and stores no more jobs'],
  ['READONLY', 'REDIS_URL points to a replica, which stores nothing'],
  ['NOREPLICAS', 'Redis has fewer replicas than it needs to store anything'],
  ['MASTERDOWN', 'REDIS_URL points to a replica that has lost its master'],
  ['CLUSTERDOWN', 'The Redis Cluster is down'],
  ['MOVED', 'REDIS_URL points to a node of a Redis Cluster that does not hold the queue'],
  ['LOADING', 'Redis is loading its data'],
  ['DENIED', 'Redis takes no connections from other machines (protected mode)'],
]);

/**
 * Asks for all that the queue needs of Redis: the version, the rights, and room for more jobs.
 * @param key ours to write
 * @throws QueueRefusal when it cannot be used; HealthProblem `degraded` when it may lose jobs; what ioredis throws when it is away
 */
export async function checkRedis(redis: RedisConnection, key: string): Promise<void> {
  const info = await infoOf(redis, key);
  const version = fieldOf(info, 'redis_version');
  if (isTooOld(version)) {
    const oldest = `${OLDEST_REDIS.major}.${OLDEST_REDIS.minor}`;
    throw new QueueRefusal(`Redis ${version} is too old: the queue needs Redis ${oldest} or newer`);
  }
  await redis.set(key, '1', 'PX', PROBE_MS);
  await redis.eval("return redis.call('exists', KEYS[1])", 1, key);
  const policy = fieldOf(info, 'maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction')
    throw new HealthProblem(
      `Redis may throw jobs away (maxmemory-policy is ${policy}); set maxmemory-policy to noeviction`,
      'degraded',
    );
}

/** @returns the sentence for a reply that says why Redis cannot be used; other errors as they are */
export function redisRefusalOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (isSelectRefusal(error)) {
    const message =
      'Redis refuses the number of the database in REDIS_URL: use a lower one, or raise its setting "databases"';
    return new QueueRefusal(message, { final: true, cause: error });
  }
  const word = /^(?:Ready check failed: )?-?([A-Z]+)\b/.exec(error.message)?.[1] ?? '';
  const message = REFUSALS.get(word);
  if (message !== undefined) return new QueueRefusal(message, { cause: error });
  if (/max number of clients/.test(error.message))
    return new QueueRefusal('Redis has as many connections as it allows (maxclients)', { cause: error });
  return error;
}

/** Redis gives itself another id with every start. @returns a name for all of them where it does not tell */
export const processOf = (info: string): string => fieldOf(info, 'run_id') || 'unnamed';

const fieldOf = (info: string, name: string): string => new RegExp(`^${name}:(.*?)\\s*$`, 'm').exec(info)?.[1] ?? '';

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST_REDIS.major || (major === OLDEST_REDIS.major && minor < OLDEST_REDIS.minor);
}
