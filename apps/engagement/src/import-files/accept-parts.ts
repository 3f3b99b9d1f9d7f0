import { LIMITS } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import type { FastifyInstance } from 'fastify';

export const PART_PATH = '/v1/sites/:site/import-files/:id/parts/:part';

/** Accepts parts of files as they are, where they are taken. */
export function acceptParts(fastify: FastifyInstance): void {
  const options = { parseAs: 'buffer', bodyLimit: LIMITS.importPartBytes } as const;
  fastify.addContentTypeParser('application/octet-stream', options, (request, body, done) =>
    done(request.routeOptions.url === PART_PATH ? null : new DomainError('unsupported-media-type'), body),
  );
}
