import { timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { clientOf } from '../http/address';
import { DomainError } from '../http/domain-error';
import { RateLimits } from '../rate-limits/rate-limits.service';
import { type Access, ruleOf } from './access';
import { type Decision, decide } from './access-rules';
import { Authenticator, bearerToken, tokenHashOf, unauthorized } from './authenticator';
import { ANONYMOUS, OPERATOR, type Principal } from './principal';

const requestOf = (context: ExecutionContext) => context.getArgByIndex<FastifyRequest>(0);

const siteOf = ({ params }: FastifyRequest) => (params as { site?: string }).site;

/** The sites of a service that has some. */
export abstract class SiteDirectory {
  /** The site where it need not be looked up. */
  abstract known(id: string): unknown;

  /** @throws DomainError `site-not-found` */
  abstract get(id: string): Promise<unknown>;
}

/**
 * 404: a site in the path of a reader's route must exist. The operator's routes check it when they know who asks, and routes
 * for everybody when they have counted the request.
 */
@Injectable()
export class SiteGuard implements CanActivate {
  constructor(@Optional() @Inject(SiteDirectory) private readonly sites: SiteDirectory | undefined) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const site = siteOf(requestOf(context));
    if (site === undefined || !this.sites) return true;
    const { access } = ruleOf(context.getHandler());
    if (access === 'anonymous' || access === 'operator' || this.sites.known(site)) return true;
    return this.sites.get(site).then(() => true);
  }
}

/** 401: finds out who asks. Does not wait where the token is known, as it is for most requests. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly operatorHash: Buffer;

  constructor(
    @Inject(CONFIG) config: ServiceConfig,
    private readonly authenticator: Authenticator,
    private readonly limits: RateLimits,
  ) {
    this.operatorHash = tokenHashOf(config.adminToken);
  }

  /** @throws DomainError `unauthorized` for an unknown token, `rate-limited` after many of those */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const token = ruleOf(context.getHandler()).access === 'anonymous' ? null : bearerToken(request);
    const principal = token === null ? ANONYMOUS : this.authenticator.known(token);
    if (!principal) return this.lookUp(request, token ?? '');
    request.principal = principal;
    return true;
  }

  private async lookUp(request: FastifyRequest, token: string): Promise<boolean> {
    const tokenHash = tokenHashOf(token);
    const isOperator = timingSafeEqual(tokenHash, this.operatorHash);
    const principal = isOperator ? OPERATOR : await this.authenticator.find(token, tokenHash);
    if (principal) {
      request.principal = principal;
      return true;
    }
    await this.limits.use('authentication', { client: clientOf(request), readerId: null });
    throw unauthorized();
  }
}

/** 401 or 403: checks that the principal may call the route, on the site in the path. */
@Injectable()
export class AccessGuard implements CanActivate {
  /** @throws DomainError `unauthorized` where a token is needed, `forbidden` where the token's owner may not do this */
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { access } = ruleOf(context.getHandler());
    const { principal } = request;
    if (!principal) throw new Error('AccessGuard runs after AuthenticationGuard');
    const decision = decide(access, principal, siteOf(request));
    if (decision !== 'allowed') throw refusal(decision, access, principal);
    return true;
  }
}

const WHO_MAY: Record<Access, string> = {
  anonymous: 'everybody',
  viewer: 'everybody',
  reader: "a reader, with their session's token,",
  operator: 'the operator',
  'reader-or-operator': 'a reader or the operator',
  moderator: 'a moderator of the site or the operator',
  admin: 'an admin of the site or the operator',
  staff: 'a member of staff',
  'staff-session': 'a member of staff who has signed in, not a personal token,',
};

function refusal(decision: Exclude<Decision, 'allowed'>, access: Access, { kind }: Principal): DomainError {
  switch (decision) {
    case 'unauthorized':
      return unauthorized();
    case 'wrong-principal':
      return new DomainError('forbidden', { detail: `Only ${WHO_MAY[access]} may do this.` });
    case 'wrong-site':
      return new DomainError('forbidden', {
        detail: kind === 'staff' ? 'You have no role on this site.' : 'The token belongs to another site.',
      });
  }
}

/** 429: counts the request, for the reader and their address. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  /** @throws DomainError `rate-limited` */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { limit } = ruleOf(context.getHandler());
    if (limit === null || !this.limits.on) return true;
    const request = requestOf(context);
    const { principal } = request;
    const readerId = principal?.kind === 'reader' ? principal.reader.id : null;
    return this.limits
      .use(limit, { client: clientOf(request), readerId }, context.getArgByIndex<FastifyReply>(1))
      .then(() => true);
  }
}

/** Every service's guards, in their order. */
export const GUARDS = [SiteGuard, AuthenticationGuard, AccessGuard, RateLimitGuard] as const;
