import type { FastifyRequest } from 'fastify';

/**
 * Whether a form was sent from one of our own pages, as far as the browser tells. Nothing can be stolen by a form that
 * another site sends, since there are no cookies; but it would speak in the name of whoever opens that site.
 */
export function isOwnForm({ headers }: Pick<FastifyRequest, 'headers'>, contentUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  // An older browser, or no browser at all.
  if (origin === undefined) return true;
  return origin === contentUrl || (URL.canParse(origin) && new URL(origin).host === host);
}
