import type { RateLimitKind } from '@afterword/contracts';
import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimits } from './rate-limits.service';

const KIND = 'afterword:rate-limit';

/** Set on the request by whoever finds out who asks. */
interface ReaderRequest extends FastifyRequest {
  reader?: { id: string };
}

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: RateLimits,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.limits.on ? this.count(context) : true;
  }

  private async count(context: ExecutionContext): Promise<boolean> {
    const kind = this.reflector.get<RateLimitKind>(KIND, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<ReaderRequest>();
    const limited = { address: request.ip, readerId: request.reader?.id ?? null };
    await this.limits.use(kind, limited, http.getResponse<FastifyReply>());
    return true;
  }
}

/** Limits a route. Stands above the guard that finds the reader, since decorators take effect from below. */
export const Limited = (kind: RateLimitKind) => applyDecorators(SetMetadata(KIND, kind), UseGuards(RateLimitGuard));
