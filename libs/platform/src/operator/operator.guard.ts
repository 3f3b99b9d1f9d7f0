import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { DomainError } from '../http/domain-error';
import { RateLimits } from '../rate-limits/rate-limits.service';

const digest = (value: string) => createHash('sha256').update(value).digest();

/** The token of `Authorization: Bearer <token>`, or null where there is none. */
export function bearerToken(request: FastifyRequest): string | null {
  const match = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(
    @Inject(CONFIG) config: ServiceConfig,
    private readonly limits: RateLimits,
  ) {
    this.expected = digest(config.adminToken);
  }

  /** @throws DomainError `unauthorized` without a token, `forbidden` with another one, `rate-limited` after many of those */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request);
    if (token === null) throw new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
    if (this.isOperator(token)) return true;
    await this.limits.use('authentication', { address: request.ip, readerId: null });
    throw new DomainError('forbidden');
  }

  isOperator(token: string): boolean {
    return timingSafeEqual(digest(token), this.expected);
  }
}
