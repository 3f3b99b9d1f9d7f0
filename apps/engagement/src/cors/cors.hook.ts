import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../readers';
import type { SitesService } from '../sites';

const ALLOWED_METHODS = 'GET, HEAD, PUT, POST, PATCH, DELETE';
const ALLOWED_HEADERS = 'authorization, content-type, idempotency-key, if-none-match, last-event-id';
const EXPOSED_HEADERS = 'etag, retry-after, ratelimit, ratelimit-policy';
/** How long a browser may remember a preflight's answer. Seconds; Chromium keeps no more. */
const PREFLIGHT_MAX_AGE = '7200';

const PUBLIC = /^\/(embed\.js|embed\/|avatars\/)/;
const OPERATOR = /^\/v1\/admin(\/|$)/;
const SITE_IN_PATH = /^\/v1\/sites\/([^/?]+)/;

/**
 * CORS by site: the origins of the site that owns the thing decide, and another origin gets no CORS headers. A request that
 * names no site and whose reader is unknown tells nothing of any site, so an origin that any site lists may read its answer.
 */
export function addCors(fastify: FastifyInstance, sites: SitesService): void {
  // Hooks that are no promises: most requests are none of CORS's, and pass without a turn of the event loop.
  fastify.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (request.method !== 'OPTIONS' || origin === undefined) return done();
    if (request.headers['access-control-request-method'] === undefined) return done();
    allow(request, reply, origin).then(() => {
      void reply
        .header('access-control-allow-methods', ALLOWED_METHODS)
        .header('access-control-allow-headers', ALLOWED_HEADERS)
        .header('access-control-max-age', PREFLIGHT_MAX_AGE)
        .status(204)
        .send();
    }, done);
  });

  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { origin } = request.headers;
    if (origin === undefined || request.method === 'OPTIONS') return done(null, payload);
    allow(request, reply, origin).then(() => {
      void reply.header('access-control-expose-headers', EXPOSED_HEADERS);
      done(null, payload);
    }, done);
  });

  async function allow(request: FastifyRequest, reply: FastifyReply, origin: string): Promise<void> {
    if (PUBLIC.test(request.url)) {
      void reply.header('access-control-allow-origin', '*');
      return;
    }
    appendVary(reply, 'origin');
    if (OPERATOR.test(request.url)) return;
    if (await mayRead(request, origin)) void reply.header('access-control-allow-origin', origin);
  }

  async function mayRead(request: FastifyRequest, origin: string): Promise<boolean> {
    const siteId = siteOf(request);
    if (siteId === undefined) return sites.anyHasOrigin(origin);
    const site = await sites.get(siteId).catch(() => null);
    return site?.origins.includes(origin) ?? false;
  }
}

interface OwnedRequest extends FastifyRequest {
  reader?: Reader;
  ownerSiteId?: string;
}

/** Says whose the thing is that a request without a site in its path turned out to ask for. */
export function setOwner(request: OwnedRequest, siteId: string): void {
  request.ownerSiteId = siteId;
}

function siteOf(request: OwnedRequest): string | undefined {
  const inPath = SITE_IN_PATH.exec(request.url)?.[1];
  if (inPath !== undefined) return decodeSafely(inPath);
  const { site } = request.query as { site?: unknown };
  if (typeof site === 'string') return site;
  return request.ownerSiteId ?? request.reader?.siteId;
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function appendVary(reply: FastifyReply, name: string): void {
  const vary = reply.getHeader('vary');
  void reply.header('vary', vary === undefined ? name : `${String(vary)}, ${name}`);
}
