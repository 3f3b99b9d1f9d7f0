import { negotiateEncoding, sendReadyAtOnce } from '@afterword/platform';
import type { FastifyInstance } from 'fastify';
import type { PageRenderer } from './page-renderer';

/**
 * Answers requests for cached article pages before Nest handles them (decision record 0020). All other requests take the usual
 * path, which fills the cache.
 */
export function addReadyPages(fastify: FastifyInstance, renderer: PageRenderer): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, url, headers } = request.raw;
    if (method !== 'GET' || url === undefined) return done();
    const answer = renderer.find(url)?.ready(negotiateEncoding(headers['accept-encoding']));
    if (!answer) return done();
    sendReadyAtOnce(request, reply, answer);
  });
}
