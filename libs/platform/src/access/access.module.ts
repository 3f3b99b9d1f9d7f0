import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Authenticator, NoSessions } from './authenticator';
import { GUARDS, SiteDirectory } from './guards';
import { RouteTable } from './route-table';

export interface AccessOptions {
  imports?: ModuleMetadata['imports'];
  /** The provider that turns tokens into principals; without one the operator is the only principal. */
  authenticator?: InjectionToken<Authenticator>;
  /** The provider that knows the sites, in a service that has some. */
  sites?: InjectionToken<SiteDirectory>;
}

/** Who may call which route (decision record 0036). Guards every route, and refuses to start with a route that has no rule. */
@Module({})
export class AccessModule {
  /** Runs before any route is registered. */
  constructor(http: HttpAdapterHost, routes: RouteTable) {
    const fastify = http.httpAdapter.getInstance<FastifyInstance>();
    fastify.decorateRequest('principal', null);
    fastify.addHook('onRoute', (route) => routes.add(route));
  }

  static forRoot({ imports = [], authenticator, sites }: AccessOptions = {}): DynamicModule {
    return {
      module: AccessModule,
      imports: [...imports],
      providers: [
        RouteTable,
        authenticator === undefined
          ? { provide: Authenticator, useClass: NoSessions }
          : { provide: Authenticator, useExisting: authenticator },
        ...(sites === undefined ? [] : [{ provide: SiteDirectory, useExisting: sites }]),
        ...GUARDS.map((guard) => ({ provide: APP_GUARD, useClass: guard })),
      ],
      exports: [RouteTable],
    };
  }
}
