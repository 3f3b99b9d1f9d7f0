import { Redis } from 'ioredis';
import { openRedis } from './open-redis';
import { COMMAND_TIMEOUT_MS, QUEUE_PREFIX } from './queue-backend';

/** Keys that are looked at in one step, in which Redis answers nobody else. */
const STEP = 1_000;

/** Removes everything of ours from a database of Redis, its mark among it. */
export async function forgetKeys(redisUrl: string): Promise<void> {
  let lastError: Error | undefined;
  const redis = openRedis(redisUrl, { maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS }, (error) => {
    lastError = error;
  });
  try {
    // The nodes of a Cluster are known once it has answered.
    if (!(redis instanceof Redis)) await redis.exists(QUEUE_PREFIX);
    for (const node of redis instanceof Redis ? [redis] : redis.nodes('master')) {
      for (let cursor: string | undefined = '0'; cursor !== undefined;) {
        const [next, keys]: [string, string[]] = await node.scan(cursor, 'MATCH', `${QUEUE_PREFIX}:*`, 'COUNT', STEP);
        if (keys.length > 0) await redis.unlink(...keys);
        cursor = next === '0' ? undefined : next;
      }
    }
  } catch (error) {
    throw lastError ?? error;
  } finally {
    redis.disconnect();
  }
}
