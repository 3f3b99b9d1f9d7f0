import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
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

/** Whether the asking client has the answer: by its validator, else by its date (RFC 9110 13.2.2). */
function hasAnswer(request: FastifyRequest, { etag, headers }: ReadyAnswer): boolean {
  if (request.headers['if-none-match'] !== undefined) return isFresh(request, etag);
  const [since, modified] = [request.headers['if-modified-since'], headers['last-modified']];
  // No date is before or after NaN.
  return since !== undefined && modified !== undefined && Date.parse(since) >= Date.parse(modified);
}

/** Sends bytes with a strong `ETag`, or `304` to who has them already. */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, answer: Cacheable): FastifyReply {
  const etag = answer.etag ?? strongEtag(answer.body);
  void reply.header('etag', `"${etag}"`).header('cache-control', answer.cacheControl);
  if (isFresh(request, etag)) return reply.status(304).send();
  return reply.type(answer.contentType).send(answer.body);
}

/** Bytes with their headers, to be sent many times. */
export interface ReadyAnswer {
  readonly body: Buffer;
  /** Without quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @param headers beside the length and the validator */
export function readyAnswer(body: Buffer, etag: string, headers: Readonly<Record<string, string>>): ReadyAnswer {
  return { body, etag, headers: { ...headers, 'content-length': String(body.length), etag: `"${etag}"` } };
}

/** JSON that a client may keep and must check before each use. */
export function readyJson(value: unknown): ReadyAnswer {
  const body = Buffer.from(JSON.stringify(value));
  return readyAnswer(body, strongEtag(body), { 'content-type': JSON_TYPE, 'cache-control': 'no-cache' });
}

/** What a 304 says too (RFC 9110 15.4.5). */
const VALIDATING = ['etag', 'cache-control', 'vary', 'last-modified'] as const;

export function sendReady(request: FastifyRequest, reply: FastifyReply, answer: ReadyAnswer): FastifyReply {
  const { body, headers } = answer;
  if (!hasAnswer(request, answer)) return reply.headers(headers).send(body);
  for (const name of VALIDATING) if (headers[name] !== undefined) void reply.header(name, headers[name]);
  return reply.status(304).send();
}

/** The same past Fastify's hooks for answers and its own reckoning of headers. */
export function sendReadyAtOnce(request: FastifyRequest, reply: FastifyReply, answer: ReadyAnswer): void {
  const { body, headers } = answer;
  if (hasAnswer(request, answer)) return void sendReady(request, reply, answer);
  const all = Object.assign(reply.getHeaders() as OutgoingHttpHeaders, headers);
  reply.hijack();
  reply.raw.writeHead(200, all);
  reply.raw.end(body);
}

/** JSON that a client may keep but must check before each use. */
export const sendJson = (request: FastifyRequest, reply: FastifyReply, value: unknown, cacheControl = 'no-cache') =>
  sendCacheable(request, reply, {
    body: JSON.stringify(value),
    contentType: JSON_TYPE,
    cacheControl,
  });
