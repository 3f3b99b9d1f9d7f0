import type { ServiceName } from '../config/config';

export type DatabaseName = ServiceName | 'queue';

/**
 * Each service owns a database on the one server, and the queue has a third when it runs on PostgreSQL. The server URL's
 * path is their prefix, so that several installations (or test workers) can share a server; `/postgres`, the maintenance
 * database that every server has, and no path mean the prefix `afterword`.
 */
export function databaseUrlOf(serverUrl: string, name: DatabaseName): string {
  const url = new URL(serverUrl);
  const path = decodeURIComponent(url.pathname.slice(1));
  const prefix = path === '' || path === 'postgres' ? 'afterword' : path;
  url.pathname = `/${encodeURIComponent(`${prefix}_${name}`)}`;
  return url.href;
}

/** The name of the database that a URL points to. */
export const databaseNameOf = (databaseUrl: string): string =>
  decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
