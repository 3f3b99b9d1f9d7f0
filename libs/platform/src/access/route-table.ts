import { LIMITS } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';
import FindMyWay from 'find-my-way';
import type { RouteRule } from './access';

/** A page may be named by its URL: each character of the encoded one takes up to three in a path. Characters. */
export const MAX_PARAMETER_LENGTH = LIMITS.urlEncodedLength * 3;

const METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

const isMethod = (method: string): method is Method => (METHODS as readonly string[]).includes(method);

export interface FoundRoute {
  rule: RouteRule;
  params: Readonly<Record<string, string | undefined>>;
}

/** The routes of a service with their rules. */
@Injectable()
export class RouteTable {
  private readonly routes: { method: Method; url: string; rule: RouteRule }[] = [];
  private router: FindMyWay.Instance<FindMyWay.HTTPVersion.V1> | null = null;

  /** Takes a route that Fastify registers. @throws Error for one without a rule */
  add({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): void {
    const methods = [method].flat();
    if (!config?.rule) {
      throw new Error(`${methods.join(', ')} ${url} does not say who may call it: add @Operation or @Access`);
    }
    for (const one of methods.filter(isMethod)) this.routes.push({ method: one, url, rule: config.rule });
  }

  /** The route that a request would get: a preflight has none of its own. By its path alone where the method has no route. */
  find(method: string, url: string): FoundRoute | null {
    const router = (this.router ??= this.makeRouter());
    for (const one of [...(isMethod(method) ? [method] : []), ...METHODS]) {
      const found = router.find(one, url);
      if (found) return { rule: found.store as RouteRule, params: found.params };
    }
    return null;
  }

  /** Made with the first preflight: a service starts without it. */
  private makeRouter() {
    const router = FindMyWay({ maxParamLength: MAX_PARAMETER_LENGTH });
    for (const { method, url, rule } of this.routes) router.on(method, url, nothing, rule);
    return router;
  }
}

const nothing = () => undefined;
