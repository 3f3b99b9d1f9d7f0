import { Redis, type RedisOptions } from 'ioredis';

/** Longest pause before a connection is tried again. Milliseconds. */
const MAX_RETRY_MS = 2_000;

/**
 * A connection on which nothing has arrived for so long, though something was asked, is lost without a word, and made anew. Commands of
 * workers wait for a job for up to ten seconds. Milliseconds.
 */
export const SILENT_MS = 5_000;
export const SILENT_WORKER_MS = 15_000;

/** Redis refuses the number of a database: it has fewer of them, or it is a cluster, which has one. */
export const isSelectRefusal = (error: unknown): boolean =>
  error instanceof Error && /^ERR (.*DB index|SELECT is not allowed)/.test(error.message);

/**
 * A connection that never works in another database than the URL's. ioredis (5.11) only tells its listeners when Redis refuses the number
 * of a database, and goes on in database 0, which may be somebody else's.
 * @param onError hears what fails on the connection itself; commands fail on their own
 */
export function openRedis(url: string, options: RedisOptions, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    retryStrategy: (times) => Math.min(times * 100, MAX_RETRY_MS),
    socketTimeout: SILENT_MS,
    ...options,
  });
  redis.on('error', (error: Error) => {
    // Before the commands that wait for the connection are sent.
    if (isSelectRefusal(error)) redis.disconnect(true);
    onError(error);
  });
  return redis;
}
