import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Cacheable {
  body: string | Buffer;
  contentType: string;
  cacheControl: string;
  /** A strong validator without quotes; the body's hash when absent. */
  etag?: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export const strongEtag = (body: string | Buffer): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, 22);

/** True when `If-None-Match` names the tag (weak comparison, RFC 9110 13.1.2). */
export function isFresh(request: FastifyRequest, etag: string): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${etag}"`);
}

/** Sends bytes with a strong `ETag`, or `304` to who has them already. */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, answer: Cacheable): FastifyReply {
  const etag = answer.etag ?? strongEtag(answer.body);
  void reply.header('etag', `"${etag}"`).header('cache-control', answer.cacheControl);
  if (isFresh(request, etag)) return reply.status(304).send();
  return reply.type(answer.contentType).send(answer.body);
}

/** An answer's bytes with their strong validator, to be sent many times. */
export interface ReadyAnswer {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
}

export const readyAnswer = (body: Buffer): ReadyAnswer => ({ body, etag: `"${strongEtag(body)}"` });
export const readyJson = (value: unknown): ReadyAnswer => readyAnswer(Buffer.from(JSON.stringify(value)));

/** JSON that was made ready before; a client must check it before each use. */
export function sendReadyJson(request: FastifyRequest, reply: FastifyReply, { body, etag }: ReadyAnswer): FastifyReply {
  void reply.header('etag', etag).header('cache-control', 'no-cache');
  const asked = request.headers['if-none-match'];
  if (asked !== undefined && isFresh(request, etag.slice(1, -1))) return reply.status(304).send();
  return reply.header('content-type', JSON_TYPE).send(body);
}

/** JSON that a client may keep but must check before each use. */
export const sendJson = (request: FastifyRequest, reply: FastifyReply, value: unknown, cacheControl = 'no-cache') =>
  sendCacheable(request, reply, {
    body: JSON.stringify(value),
    contentType: JSON_TYPE,
    cacheControl,
  });
