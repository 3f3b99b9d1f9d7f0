import type { FastifyInstance } from 'fastify';

/** A start tag with its attributes. Renderers escape `"` in values, and `<` in text. */
const TAG = /<[a-z][\w-]*(?:\s+[^\s"'<>/=]+(?:="[^"]*")?)+\s*\/?>/gi;
/** What leads to another address of this service: one that begins with a slash, and not with the name of a host. */
const ADDRESS = / (href|src|action|data-index)="(?=\/(?!\/))/g;
const SOURCES = / srcset="([^"]*)"/g;

/** The path of a service's public URL, without a slash at the end: `/comments`. Empty where it has a host of its own. */
export const basePathOf = (url: string): string => new URL(url).pathname.replace(/\/$/, '');

/**
 * A page of a service that a proxy serves below a path. The proxy takes the path away from requests; pages lead to where it is put back.
 * @param html as rendered, with addresses from the root of the service
 */
export function withBasePath(html: string, url: string): string {
  const path = basePathOf(url);
  if (path === '') return html;
  const below = (address: string) => (/^\/(?!\/)/.test(address) ? path + address : address);
  return html.replace(TAG, (tag) =>
    tag.replace(ADDRESS, ` $1="${path}`).replace(SOURCES, (_, candidates: string) => {
      const moved = candidates.split(/,\s+/).map((candidate) => below(candidate.trim()));
      return ` srcset="${moved.join(', ')}"`;
    }),
  );
}

/** Redirects lead below the path, too. */
export function addBasePath(fastify: FastifyInstance, url: string): void {
  const path = basePathOf(url);
  if (path === '') return;
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    const location = reply.getHeader('location');
    if (typeof location === 'string' && /^\/(?!\/)/.test(location)) void reply.header('location', path + location);
    done();
  });
}
