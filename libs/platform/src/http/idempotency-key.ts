import { createHash } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from './domain-error';

export interface IdempotencyKey {
  key: string;
  /** SHA-256 over method, path and body: the same key with another request is a mistake of the client. */
  requestHash: Buffer;
}

const VALID = new RegExp(`^[\\x21-\\x7e]{1,${LIMITS.idempotencyKeyLength}}$`);

/** The request's `Idempotency-Key`, or null. @throws DomainError `malformed-request` for one that is no visible ASCII */
export const RequestIdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Where value moves the key is not optional. @throws DomainError `idempotency-key-missing` */
export const RequiredIdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const key = readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>());
  if (!key) throw new DomainError('idempotency-key-missing');
  return key;
});

function readIdempotencyKey(request: FastifyRequest): IdempotencyKey | null {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return null;
  if (typeof header !== 'string' || !VALID.test(header)) {
    throw new DomainError('malformed-request', {
      detail: `An Idempotency-Key is 1 to ${LIMITS.idempotencyKeyLength} visible ASCII characters.`,
    });
  }
  const hash = createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(JSON.stringify(request.body ?? null));
  return { key: header, requestHash: hash.digest() };
}
