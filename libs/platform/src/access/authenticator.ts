import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../http/domain-error';
import type { Principal } from './principal';

/**
 * Turns a bearer token into a principal. A service that has sessions provides its own; the operator's token is known without
 * it.
 */
export abstract class Authenticator {
  /** The principal of a token that need not be looked up; undefined for every other token. */
  abstract known(token: string): Principal | undefined;

  /** The principal of a token, null where it is unknown or has ended. `tokenHash` is the token's SHA-256. */
  abstract find(token: string, tokenHash: Buffer): Promise<Principal | null>;
}

/** For a service without sessions: it knows the operator only. */
export class NoSessions implements Authenticator {
  known(): undefined {
    return undefined;
  }

  find(): Promise<null> {
    return Promise.resolve(null);
  }
}

/** What tokens are stored and compared by. */
export const tokenHashOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** What follows `Bearer` in the `Authorization` header; null without the header or with another scheme, which is no token. */
export function bearerToken(request: FastifyRequest): string | null {
  const match = /^Bearer(?: +([^ ].*)?)?$/i.exec(request.headers.authorization ?? '');
  return match ? (match[1]?.trimEnd() ?? '') : null;
}

/** A token is needed, or the one that was sent is unknown or has ended. */
export const unauthorized = () => new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
