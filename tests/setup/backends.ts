import { testRedisUrl } from './database';

/**
 * The link's specs run on both backends of the queue. `redisUrl` is null for PostgreSQL. Where no redis-server is installed
 * the Redis half is left out; `npm test` says so, and fails where CI is set.
 */
export const BACKENDS: readonly { backend: string; redisUrl: string | null }[] = [
  { backend: 'PostgreSQL', redisUrl: null },
  ...(process.env.TEST_REDIS_URL ? [{ backend: 'Redis', redisUrl: testRedisUrl() }] : []),
];
