import { LIMITS } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const MEDIA_TYPE = 'application/x-www-form-urlencoded';

/** The one route that takes a form. */
export const FORM_ROUTE = '/articles/:slug/comments';

/**
 * Lets the form through to its route, unread: what is wrong with it is said on a page, and a page is what the route's own
 * filter makes. Everywhere else a body is JSON.
 */
export function acceptForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(MEDIA_TYPE, (request, payload, done) => {
    if (request.routeOptions.url === FORM_ROUTE) done(null, payload);
    else done(new DomainError('unsupported-media-type'), undefined);
  });
}

/** @throws DomainError `unsupported-media-type`, `too-large`, `malformed-request` for what is no UTF-8 */
export async function readForm(request: FastifyRequest): Promise<Map<string, string>> {
  const { body } = request;
  if (!isStream(body)) throw new DomainError('unsupported-media-type');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LIMITS.bodyBytes) throw new DomainError('too-large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('latin1');
  return new Map(
    text.split('&').map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return [decode(name), decode(value)];
    }),
  );
}

const isStream = (body: unknown): body is AsyncIterable<Buffer> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/** A browser ends lines in a form with two characters, and counts one. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' ')).replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new DomainError('malformed-request', { cause });
  }
}
