import { negotiateEncoding, sendReadyAtOnce } from '@afterword/platform';
import type { FastifyInstance } from 'fastify';
import type { PageRenderer } from './page-renderer';

/**
 * Gives articles' pages that are known to hold before the request is handed to Nest (decision record 0020). Whatever is not
 * known takes the usual way, and is known then.
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
