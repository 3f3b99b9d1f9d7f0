import { LIMITS } from '@afterword/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from './domain-error';

const MEDIA_TYPE = 'application/x-www-form-urlencoded';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The routes of a service that accept forms. */
const formRoutes = new WeakMap<FastifyInstance, Set<string>>();

/**
 * Accepts HTML forms on a route, and on another one each time that it is called. The body is an object of the fields that were filled in.
 * All other routes answer forms with `unsupported-media-type`: the API takes JSON.
 */
export function acceptForms(fastify: FastifyInstance, route: string): void {
  const known = formRoutes.get(fastify);
  if (known) return void known.add(route);
  const routes = new Set([route]);
  formRoutes.set(fastify, routes);
  const options = { parseAs: 'buffer', bodyLimit: LIMITS.bodyBytes } as const;
  fastify.addContentTypeParser(MEDIA_TYPE, options, (request, body: Buffer, done) => {
    try {
      requireRoute(request, routes);
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
      requireRoute(request, new Set([route]));
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

function requireRoute(request: FastifyRequest, routes: ReadonlySet<string>): void {
  if (!routes.has(request.routeOptions.url ?? '')) throw new DomainError('unsupported-media-type');
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
