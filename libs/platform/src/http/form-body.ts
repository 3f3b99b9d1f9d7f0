import { LIMITS } from '@afterword/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from './domain-error';

const MEDIA_TYPE = 'application/x-www-form-urlencoded';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Accepts HTML forms on one route, whose body is an object of the fields that were filled in. All other routes answer forms with
 * `unsupported-media-type`: the API takes JSON.
 */
export function acceptForms(fastify: FastifyInstance, route: string): void {
  const options = { parseAs: 'buffer', bodyLimit: LIMITS.bodyBytes } as const;
  fastify.addContentTypeParser(MEDIA_TYPE, options, (request, body: Buffer, done) => {
    try {
      requireRoute(request, route);
      done(null, Object.fromEntries([...parseForm(body)].filter(([, value]) => value.trim() !== '')));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/**
 * As `acceptForms`, but passes the body on as a stream, which the handler reads with `readForm`. For a route that shows errors in
 * the form on a page: a parser's errors come before the route's own filters.
 */
export function acceptUnreadForms(fastify: FastifyInstance, route: string): void {
  fastify.addContentTypeParser(MEDIA_TYPE, (request, payload, done) => {
    try {
      requireRoute(request, route);
      done(null, payload);
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/**
 * The fields of a form on a route of `acceptUnreadForms`, empty ones too; of a name that comes twice the last one.
 * @throws DomainError `unsupported-media-type`, `too-large`, `malformed-request` for a form that is not percent-encoded UTF-8
 */
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
  return parseForm(Buffer.concat(chunks));
}

function requireRoute(request: FastifyRequest, route: string): void {
  if (request.routeOptions.url !== route) throw new DomainError('unsupported-media-type');
}

function parseForm(bytes: Buffer): Map<string, string> {
  try {
    const pairs = utf8.decode(bytes).split('&').filter(Boolean);
    return new Map(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s);
        return [decode(name), decode(value)];
      }),
    );
  } catch (cause) {
    throw new DomainError('malformed-request', { cause });
  }
}

/** Browsers send a line break as two characters, but count it as one. */
const decode = (part: string): string => decodeURIComponent(part.replaceAll('+', ' ')).replaceAll('\r\n', '\n');

const isStream = (body: unknown): body is AsyncIterable<Buffer> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
