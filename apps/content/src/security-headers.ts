import { createHash } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { pageStyles } from './pages';

interface Origins {
  contentUrl: string;
  engagementUrl: string;
}

const YEAR_SECONDS = 31_536_000;

const styleHash = createHash('sha256').update(pageStyles).digest('base64');

/**
 * Every answer carries them, since a browser may be led to open any. What a page may load: its own inlined stylesheet (by
 * hash), the widget and its data from engagement, pictures over HTTPS. Nothing is `unsafe-inline`: no page has a script or a
 * style attribute of its own.
 */
export function addSecurityHeaders(fastify: FastifyInstance, origins: Origins): void {
  const headers = securityHeaders(origins);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** Helmet's headers never change, so it is asked once, and not for each request. */
export function securityHeaders({ contentUrl, engagementUrl }: Origins): Record<string, string> {
  const https = contentUrl.startsWith('https:');
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [engagementUrl],
        connectSrc: [engagementUrl],
        styleSrc: [`'sha256-${styleHash}'`],
        imgSrc: ["'self'", 'data:', 'https:', ...(https ? [] : ['http:'])],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    // An address never leaves the site whole, and a form still says where it comes from.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    // Feeds, pictures and the API are for other sites too.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // Other hosts below the publisher's domain are not ours to decide about.
    strictTransportSecurity: https && { maxAge: YEAR_SECONDS, includeSubDomains: false },
  });
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  setHeaders(response.req, response, () => undefined);
  const headers = Object.entries(response.getHeaders()).map(([name, value]): [string, string] => [name, String(value)]);
  return { ...Object.fromEntries(headers), 'permissions-policy': 'camera=(), geolocation=(), microphone=()' };
}
