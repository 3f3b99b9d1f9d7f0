import type { RouteRule, RouteTable } from '@afterword/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SitesService } from '../sites';

const ALLOWED_METHODS = 'GET, HEAD, PUT, POST, PATCH, DELETE';
const ALLOWED_HEADERS = 'authorization, content-type, idempotency-key, if-none-match, last-event-id, traceparent';
const EXPOSED_HEADERS = 'etag, retry-after, ratelimit, ratelimit-policy';
/** How long a browser may remember a preflight's answer. Seconds; Chromium keeps no more. */
const PREFLIGHT_MAX_AGE = '7200';

/**
 * CORS by site: the origins of the site that owns the thing decide, and another origin gets no CORS headers. A request that
 * names no site and whose reader is unknown tells nothing of any site, so an origin that any site lists may read its answer.
 * The route's rule says whether every origin may read it, or none since only the operator calls it.
 *
 * A shared cache gives one answer to many origins, so each says for whom it is, also to a request without `Origin`: what every origin
 * may read always allows all of them, and what depends on the origin always says so in `Vary`.
 */
export function addCors(fastify: FastifyInstance, sites: SitesService, routes: RouteTable): void {
  // Hooks without promises: most requests are of the same origin, and pass without a turn of the event loop.
  fastify.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (request.method !== 'OPTIONS' || origin === undefined) return done();
    const method = request.headers['access-control-request-method'];
    if (method === undefined) return done();
    // A preflight has no route of its own: the route that it asks for decides.
    const asked = routes.find(method, request.url) ?? { rule: undefined, params: {} };
    allow({ ...asked, request }, reply, origin).then(() => {
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
    const { rule } = request.routeOptions.config;
    if (rule?.everyOrigin) {
      void reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', EXPOSED_HEADERS);
      return done(null, payload);
    }
    if (origin === undefined || request.method === 'OPTIONS') {
      appendVary(reply, 'origin');
      return done(null, payload);
    }
    // A path that could not be decoded has no parameters.
    const params = (request.params ?? {}) as Parameters;
    allow({ rule, params, request }, reply, origin).then(() => {
      void reply.header('access-control-expose-headers', EXPOSED_HEADERS);
      done(null, payload);
    }, done);
  });

  async function allow(asked: Asked, reply: FastifyReply, origin: string): Promise<void> {
    if (asked.rule?.everyOrigin) {
      void reply.header('access-control-allow-origin', '*');
      return;
    }
    appendVary(reply, 'origin');
    if (asked.rule?.access === 'operator') return;
    if (await mayRead(asked, origin)) void reply.header('access-control-allow-origin', origin);
  }

  async function mayRead(asked: Asked, origin: string): Promise<boolean> {
    const siteId = siteOf(asked);
    if (siteId === undefined) return sites.anyHasOrigin(origin);
    const site = await sites.get(siteId).catch(() => null);
    return site?.origins.includes(origin) ?? false;
  }
}

type Parameters = Readonly<Record<string, string | undefined>>;

interface OwnedRequest extends FastifyRequest {
  ownerSiteId?: string;
}

/** What a request asks for. `rule` is undefined where there is no such route. */
interface Asked {
  rule: RouteRule | undefined;
  params: Parameters;
  request: OwnedRequest;
}

/** Says which site owns the thing that a request without a site in its path asks for. */
export function setOwner(request: OwnedRequest, siteId: string): void {
  request.ownerSiteId = siteId;
}

function siteOf({ params, request }: Asked): string | undefined {
  if (params.site !== undefined) return params.site;
  const { site } = request.query as { site?: unknown };
  if (typeof site === 'string') return site;
  const { ownerSiteId, principal } = request;
  return ownerSiteId ?? (principal?.kind === 'reader' ? principal.reader.siteId : undefined);
}

function appendVary(reply: FastifyReply, name: string): void {
  const vary = reply.getHeader('vary');
  const names = vary === undefined ? [] : String(vary).split(', ');
  if (!names.includes(name)) void reply.header('vary', [...names, name].join(', '));
}
