import { acceptForms, DomainError } from '@afterword/platform';
import type { FastifyInstance } from 'fastify';

const LINK_PATHS: readonly string[] = ['/mail/:purpose/:token', '/mail/staff/:token', '/mail/settings/:token'];

/** Mail programs send `List-Unsubscribe=One-Click`, and nothing else. Bytes. */
const BODY_BYTES = 4_096;

/** Accepts the forms of a mail's links, of browsers and of mail programs (RFC 8058). What they say is in the address. */
export function acceptOneClick(fastify: FastifyInstance): void {
  for (const path of LINK_PATHS) acceptForms(fastify, path);
  const options = { parseAs: 'buffer', bodyLimit: BODY_BYTES } as const;
  fastify.addContentTypeParser('multipart/form-data', options, (request, _body, done) =>
    done(LINK_PATHS.includes(request.routeOptions.url ?? '') ? null : new DomainError('unsupported-media-type'), {}),
  );
}
