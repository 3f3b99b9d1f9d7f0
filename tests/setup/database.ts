import { randomBytes, randomInt } from 'node:crypto';
import { REDIS_DATABASES } from './redis';

/**
 * A URL on the run's PostgreSQL whose path is a prefix that no other spec uses: the platform derives the names of the
 * services' databases from it. They go with the server at the end of the run.
 */
export function testDatabaseUrl(): string {
  const server = process.env.TEST_DATABASE_URL;
  if (!server)
    throw new Error('TEST_DATABASE_URL is unset: specs run under Jest, whose global set-up starts the server');
  const url = new URL(server);
  url.pathname = `/t_${randomBytes(4).toString('hex')}`;
  return url.href;
}

/** A database of the run's Redis that no other spec uses, or null where there is no redis-server. */
export function testRedisUrl(): string | null {
  const server = process.env.TEST_REDIS_URL;
  if (!server) return null;
  const url = new URL(server);
  url.pathname = `/${randomInt(1, REDIS_DATABASES)}`;
  return url.href;
}
