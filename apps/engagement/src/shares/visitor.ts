import { clientOf, isHeadOrPrefetch } from '@afterword/platform';
import type { FastifyRequest } from 'fastify';
import { isbot } from 'isbot';

/** A person who opens a short link. */
export interface Visitor {
  client: string;
  userAgent: string;
}

/** Longer than a browser's; what is longer is not read. Characters. */
const MAX_USER_AGENT = 512;

/**
 * Who opens a short link, or null where no person does: crawlers, the previews that messengers and networks make of links, programs, HEAD
 * requests, and what a browser loads before anybody has clicked.
 */
export function visitorOf(request: FastifyRequest): Visitor | null {
  const userAgent = request.headers['user-agent'] ?? '';
  if (isHeadOrPrefetch(request) || !isPerson(userAgent)) return null;
  return { client: clientOf(request), userAgent };
}

/** What names itself in no way is a program too. */
const isPerson = (userAgent: string): boolean =>
  userAgent !== '' && userAgent.length <= MAX_USER_AGENT && !isbot(userAgent);
