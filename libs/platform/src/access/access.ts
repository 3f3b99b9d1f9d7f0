import type { RateLimitKind } from '@afterword/contracts';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { validateParameters } from '../http/validated-parameters';
import type { Principal } from './principal';

/**
 * Who may call a route.
 * - `anonymous`: everybody, and all are answered alike: a token is not read.
 * - `viewer`: everybody; a token that is sent must be valid, and the answer may tell its owner more.
 * - `reader`: a reader of the site. `operator`: the operator. `reader-or-operator`: either of the two.
 * - `moderator`: staff of the site, a reader whom the site's single sign-on makes a moderator, or the operator.
 * - `admin`: staff who administer the site, or the operator.
 *   A route of these two that names no site takes those who may on any site; it finds out by itself what is theirs.
 * - `staff`: staff. `staff-session`: staff who have signed in, and not with a personal token: what is stolen must not last longer.
 */
export type Access =
  | 'anonymous'
  | 'viewer'
  | 'reader'
  | 'operator'
  | 'reader-or-operator'
  | 'moderator'
  | 'admin'
  | 'staff'
  | 'staff-session';

/** What the guards and CORS know of a route. */
export interface RouteRule {
  readonly access: Access;
  /** The limit that every request counts against; null for a route without one. */
  readonly limit: RateLimitKind | null;
  /** True where pages of every origin may read the answer; otherwise the origins of the site may. */
  readonly everyOrigin: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@Access` and `@Operation`. */
    rule?: RouteRule;
  }
  interface FastifyRequest {
    /** Who asks; null until the guards have run. */
    principal: Principal | null;
  }
}

const RULE = 'afterword:rule';

/** Says who may call a handler. A service whose route says nothing does not start. Documented routes use `@Operation`. */
export const Access = (
  access: Access,
  { limit = null, everyOrigin = false }: Partial<Omit<RouteRule, 'access'>> = {},
) => {
  const rule: RouteRule = Object.freeze({ access, limit, everyOrigin });
  // Guards find the rule by the handler, Fastify's hooks by the route.
  return applyDecorators(SetMetadata(RULE, rule), RouteConfig({ rule }), validateParameters);
};

const rules = new WeakMap<object, RouteRule>();

/** The rule of a handler. Remembered: guards ask for each request. @throws Error for a handler without one */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- Nest's own type for a handler
export function ruleOf(handler: Function): RouteRule {
  const known = rules.get(handler);
  if (known) return known;
  const rule = Reflect.getMetadata(RULE, handler) as RouteRule | undefined;
  if (!rule) throw new Error(`${handler.name} does not say who may call it: add @Operation or @Access`);
  rules.set(handler, rule);
  return rule;
}
