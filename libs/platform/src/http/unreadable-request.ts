import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { DomainError } from './domain-error';

/** The last response on each connection. */
const responses = new WeakMap<Socket, ServerResponse>();

/** Remembers which connections have a response on the way, where `refuseUnreadable` may write nothing. */
export function watchResponses(fastify: FastifyInstance): void {
  fastify.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    responses.set(socket, response);
  });
}

/**
 * Answers what is no HTTP, too large a head, or a request that takes too long to arrive: no route, hook or filter sees it, and Fastify's
 * own answer would be no problem. The connection is closed.
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable && !isAnswered(responses.get(socket))) {
    socket.write(answerOf(error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'malformed-request'));
  }
  // Not `end`, after which a client could go on sending, and hold the connection, for as long as it likes.
  socket.destroySoon();
}

/** True where the request that cannot be read has its response already, or the beginning of one. */
const isAnswered = (response: ServerResponse | undefined): boolean =>
  response !== undefined && response.headersSent && !(response.writableFinished && response.req.complete);

function answerOf(code: 'malformed-request' | 'request-timeout'): string {
  const problem = new DomainError(code).toProblem();
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    // Whose request it was is not known, and the answer is the same for all.
    'access-control-allow-origin: *',
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
