import { LIMITS } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import type { FastifyInstance } from 'fastify';

/** Forms are taken here and nowhere else: the API's bodies are JSON. */
export function acceptForms(fastify: FastifyInstance, path: string): void {
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LIMITS.bodyBytes },
    (request, body, done) => {
      if (request.routeOptions.url !== path) return done(new DomainError('unsupported-media-type'));
      // A field that is left empty was not filled in.
      const fields = [...new URLSearchParams(String(body))].filter(([, value]) => value.trim() !== '');
      done(null, Object.fromEntries(fields));
    },
  );
}
