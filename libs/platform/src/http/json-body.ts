import type { FastifyInstance } from 'fastify';
import { LIMITS } from '@afterword/contracts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * JSON bodies: UTF-8 or nothing (bytes that are no UTF-8 would be stored as replacement characters), no `__proto__`, and an
 * empty body is none at all, since many clients send the content type with every PUT and DELETE.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  const parseSafely = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LIMITS.bodyBytes },
    (request, body: Buffer, done) => {
      if (body.length === 0) return done(null, undefined);
      let text: string;
      try {
        text = utf8.decode(body);
      } catch {
        return done(Object.assign(new SyntaxError('The body is not UTF-8'), { statusCode: 400 }), undefined);
      }
      void parseSafely(request, text, (error, value) => {
        if (error) done(Object.assign(new SyntaxError(error.message), { statusCode: 400 }), undefined);
        else done(null, value);
      });
    },
  );
}
