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
 * Adds security headers to every answer. The Content-Security-Policy allows the inlined stylesheet (by hash), the widget and its
 * data from engagement, and images over HTTPS. Nothing is `unsafe-inline`: no page has inline scripts or style attributes.
 */
export function addSecurityHeaders(fastify: FastifyInstance, origins: Origins): void {
  const headers = securityHeaders(origins);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** Runs Helmet once: its headers are the same for every request. */
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
    // Other sites learn the origin only; `isOwnForm` needs the Origin header, which `no-referrer` would suppress.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    // Other sites may load feeds, images and the API.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // Subdomains may belong to services without HTTPS.
    strictTransportSecurity: https && { maxAge: YEAR_SECONDS, includeSubDomains: false },
  });
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  setHeaders(response.req, response, () => undefined);
  const headers = Object.entries(response.getHeaders()).map(([name, value]): [string, string] => [name, String(value)]);
  return { ...Object.fromEntries(headers), 'permissions-policy': 'camera=(), geolocation=(), microphone=()' };
}
