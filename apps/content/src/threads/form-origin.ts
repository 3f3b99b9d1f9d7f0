import { parseUrl } from '@afterword/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * Whether a form was sent from one of our own pages, as far as the browser tells. There are no cookies to abuse, but a form on
 * another site could post comments from the addresses of its visitors.
 */
export function isOwnForm({ headers }: Pick<FastifyRequest, 'headers'>, contentUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  // An old browser, or none.
  if (origin === undefined) return true;
  return origin === new URL(contentUrl).origin || parseUrl(origin)?.host === host;
}
