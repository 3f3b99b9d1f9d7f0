import { type RateLimits, type ReadyAnswer, sendReadyAtOnce, sendReady } from '@afterword/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KeptAnswers } from './kept-answers';

/**
 * Gives kept answers before anything of the request is checked, parsed or handed to Nest (decision record 0020). It does what
 * the route would do of all that: it counts the read. Whatever is not kept takes the usual way, and is kept there.
 */
export function addReadyAnswers(fastify: FastifyInstance, kept: KeptAnswers, limits: RateLimits): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, url, headers } = request.raw;
    if (method !== 'GET' || headers.authorization !== undefined || url === undefined) return done();
    const answer = kept.find(url);
    if (!answer) return done();
    if (!limits.on) return send(request, reply, answer);
    limits.use('read', { address: request.ip, readerId: null }, reply).then(() => send(request, reply, answer), done);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, answer: ReadyAnswer): void {
  // To another origin the answer carries what CORS adds to it.
  if (request.headers.origin === undefined) sendReadyAtOnce(request, reply, answer);
  else sendReady(request, reply, answer);
}
