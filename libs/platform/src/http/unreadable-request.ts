import type { Socket } from 'node:net';
import { DomainError } from './domain-error';

/**
 * Answers what is no HTTP, or too slow or too large a head to be any: no route, hook or filter ever sees it, and Fastify's own
 * answer would be no problem.
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = new DomainError('malformed-request').toProblem();
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} Bad Request`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  else socket.destroy();
}
