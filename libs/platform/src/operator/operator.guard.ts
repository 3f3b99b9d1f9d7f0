import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { DomainError } from '../http/domain-error';

const digest = (value: string) => createHash('sha256').update(value).digest();

/** The token of `Authorization: Bearer <token>`, or null where there is none. */
export function bearerToken(request: FastifyRequest): string | null {
  const match = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(@Inject(CONFIG) config: ServiceConfig) {
    this.expected = digest(config.adminToken);
  }

  /** @throws DomainError `unauthorized` without a token, `forbidden` with another one */
  canActivate(context: ExecutionContext): boolean {
    const token = bearerToken(context.switchToHttp().getRequest<FastifyRequest>());
    if (token === null) throw new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
    if (!this.isOperator(token)) throw new DomainError('forbidden');
    return true;
  }

  isOperator(token: string): boolean {
    return timingSafeEqual(digest(token), this.expected);
  }
}
