import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

const YEAR_SECONDS = 31_536_000;

/** Directives of a Content-Security-Policy, in camel case, as Helmet takes them. */
export type ContentSecurityPolicy = Readonly<Record<string, readonly string[]>>;

export interface SecurityHeaderOptions {
  /** The service's public origin: over https, browsers are told to stay there. */
  url: string;
  /** For answers that set none of their own. */
  policy: ContentSecurityPolicy;
}

/** The headers of each service in this process. */
const headersOf = new WeakMap<object, Record<string, string>>();

/** The headers of a service, for answers that no hook sees. */
export const securityHeadersOf = ({ server }: FastifyInstance): Record<string, string> => headersOf.get(server) ?? {};

/** Adds the same set of security headers to every answer of a service. A handler may set one of them anew. */
export function addSecurityHeaders(fastify: FastifyInstance, options: SecurityHeaderOptions): void {
  const headers = securityHeaders(options);
  headersOf.set(fastify.server, headers);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** Runs Helmet once: its headers are the same for every request. */
export function securityHeaders({ url, policy }: SecurityHeaderOptions): Record<string, string> {
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: Object.fromEntries(Object.entries(policy).map(([name, values]) => [name, [...values]])),
    },
    // Other sites learn the origin only; `isOwnForm` needs the Origin header, which `no-referrer` would suppress.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    // Other sites may load the widget, feeds, images and the API.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // Subdomains may belong to services without HTTPS.
    strictTransportSecurity: url.startsWith('https:') && { maxAge: YEAR_SECONDS, includeSubDomains: false },
  });
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  setHeaders(response.req, response, () => undefined);
  const headers = Object.entries(response.getHeaders()).map(([name, value]): [string, string] => [name, String(value)]);
  return { ...Object.fromEntries(headers), 'permissions-policy': 'camera=(), geolocation=(), microphone=()' };
}
