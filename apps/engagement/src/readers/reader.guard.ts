import { hash } from 'node:crypto';
import {
  ANONYMOUS,
  bearerToken,
  DomainError,
  OPERATOR,
  OperatorGuard,
  type Principal,
  RateLimits,
  type ReaderPrincipal,
} from '@afterword/platform';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SitesService } from '../sites';
import type { Reader } from './reader';
import { SessionsService } from './sessions.service';

interface ReaderRequest extends FastifyRequest {
  reader?: Reader;
  principal?: Principal;
}

/**
 * Reads who asks. A site in the path must exist, and a reader of another site may not act on it. Without a token there is
 * no reader; a token that is unknown or has ended is refused, on reads too.
 */
@Injectable()
export class ViewerGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionsService,
    private readonly sites: SitesService,
    private readonly operator: OperatorGuard,
    private readonly limits: RateLimits,
  ) {}

  /** Without waiting, where the site and the reader are known: most requests come while they are. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<ReaderRequest>();
    const { site } = request.params as { site?: string };
    return site === undefined || this.sites.known(site) ? this.letIn(request, site) : this.checkSite(request, site);
  }

  private async checkSite(request: ReaderRequest, site: string): Promise<boolean> {
    await this.sites.get(site);
    return this.letIn(request, site);
  }

  private letIn(request: ReaderRequest, site: string | undefined): boolean | Promise<boolean> {
    const token = bearerToken(request);
    if (token === null) {
      if (request.headers.authorization !== undefined) throw unauthorized();
      return this.withoutReader();
    }
    const reader = this.sessions.known(token);
    return reader ? this.welcome(request, site, reader) : this.lookUp(request, site, token);
  }

  private async lookUp(request: ReaderRequest, site: string | undefined, token: string): Promise<boolean> {
    const reader = await this.sessions.readerOf(token);
    if (reader) return this.welcome(request, site, reader);
    if (this.operator.isOperator(token)) {
      request.principal = OPERATOR;
      return this.asOperator();
    }
    await this.limits.use('authentication', { address: request.ip, readerId: null });
    throw unauthorized();
  }

  private welcome(request: ReaderRequest, site: string | undefined, reader: Reader): boolean {
    if (site !== undefined && reader.siteId !== site) throw new DomainError('forbidden');
    request.reader = reader;
    request.principal = { kind: 'reader', reader, tokenHash: hash('sha256', bearerToken(request) ?? '', 'buffer') };
    return true;
  }

  protected withoutReader(): boolean {
    return true;
  }

  protected asOperator(): boolean {
    return true;
  }
}

/** For what only a reader does: a token is needed, and the operator's is no reader's. */
@Injectable()
export class ReaderGuard extends ViewerGuard {
  protected override withoutReader(): boolean {
    throw unauthorized();
  }

  protected override asOperator(): boolean {
    throw new DomainError('forbidden', { detail: "The operator's token is no reader's." });
  }
}

/** For what a reader or the operator does; the operator has no reader. */
@Injectable()
export class ReaderOrOperatorGuard extends ViewerGuard {
  protected override withoutReader(): boolean {
    throw unauthorized();
  }
}

const unauthorized = () => new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });

/** The reader that `ReaderGuard` let in. */
export const CurrentReader = createParamDecorator((_data: unknown, context: ExecutionContext): ReaderPrincipal => {
  const { principal } = context.switchToHttp().getRequest<ReaderRequest>();
  if (principal?.kind !== 'reader') throw new Error('CurrentReader needs ReaderGuard on the route');
  return principal;
});

/** The reader that `ViewerGuard` found, or null. */
export const Viewer = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<ReaderRequest>().principal ?? ANONYMOUS,
);
