import { clientOf, type RateLimits, type ReadyAnswer, sendReady, sendReadyAtOnce } from '@afterword/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ResponseCache } from './response-cache';

/**
 * Answers from the response cache before a request is validated, parsed or handed to Nest (decision record 0020). It does what
 * the route would do besides: it counts the read. A miss takes the usual way and fills the cache.
 */
export function serveCachedResponses(fastify: FastifyInstance, cache: ResponseCache, limits: RateLimits): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, url, headers } = request.raw;
    if (method !== 'GET' || headers.authorization !== undefined || url === undefined) return done();
    const response = cache.find(url);
    if (!response) return done();
    if (!limits.on) return send(request, reply, response);
    const limited = { client: clientOf(request), readerId: null };
    limits.use('read', limited, reply).then(() => send(request, reply, response), done);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, response: ReadyAnswer): void {
  // For another origin, CORS adds its headers in a hook. A cache must not give this answer to one.
  if (request.headers.origin === undefined) sendReadyAtOnce(request, reply.header('vary', 'origin'), response);
  else sendReady(request, reply, response);
}
