import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Where browsers say that they load ahead what nobody has opened yet; the last two are those of older ones. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

const PREFETCH = /\b(?:prefetch|prerender|preview)\b/i;

/**
 * True for a request that nobody waits for: HEAD, and what a browser loads ahead of a click. What a GET does beside answering (a
 * visit that is counted, a stream that is opened) must not happen for it.
 */
export const isHeadOrPrefetch = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  method === 'HEAD' || PREFETCH_HEADERS.some((name) => PREFETCH.test(String(headers[name] ?? '')));

/** A body without bytes that has no length: the head of a stream whose contents nobody reads. */
export const emptyStream = (): Readable => Readable.from([]);

/**
 * Ends the answer to HEAD where the body is a stream. Fastify would read all of it first, and an event stream has no end. A body that is
 * not a stream is left to Fastify, which sends its length.
 */
export function endStreamsOfHead(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (request.method !== 'HEAD' || !(payload instanceof Readable)) return done(null, payload);
    payload.destroy();
    done(null, emptyStream());
  });
}
