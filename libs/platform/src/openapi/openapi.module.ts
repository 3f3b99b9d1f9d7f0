import { createHash } from 'node:crypto';
import { Controller, type DynamicModule, Get, Inject, Injectable, Module, Req, Res, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { withBasePath } from '../http/base-path';
import { sendCacheable } from '../http/cacheable';
import { describeService } from './describe-service';
import { docsPage } from './docs-page';
import { openApiDocument } from './document';
import { Operation, type ServiceDescription } from './operation';

const DESCRIPTION = Symbol('SERVICE_DESCRIPTION');

const GUIDE_PATH = '/docs/guide';

/** The version of the contract, not of the program. */
const API_VERSION = '1';

const CACHE_CONTROL = 'public, max-age=300';

/** The document of the service's own controllers. Made when it is asked for first: a service starts without it. */
@Injectable()
class OpenApi {
  private made: { json: string; html: string; policy: string } | null = null;

  constructor(
    @Inject(DESCRIPTION) private readonly description: ServiceDescription,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly discovery: DiscoveryService,
  ) {}

  get() {
    return (this.made ??= this.make());
  }

  private make() {
    const { service, contentUrl, engagementUrl } = this.config;
    const url = service === 'content' ? contentUrl : engagementUrl;
    const controllers = this.discovery.getControllers().map(({ metatype }) => metatype as Type);
    const document = openApiDocument(describeService(this.description, controllers), { url, version: API_VERSION });
    const { html, style, script } = docsPage(
      document,
      // Engagement serves the guide.
      service === 'engagement' ? GUIDE_PATH : engagementUrl + GUIDE_PATH,
    );
    const sourceOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const policy = `default-src 'none'; style-src ${sourceOf(style)}; script-src ${sourceOf(script)}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
    return { json: JSON.stringify(document), html: withBasePath(html, url), policy };
  }
}

@Controller()
class OpenApiController {
  constructor(private readonly openApi: OpenApi) {}

  @Operation({
    id: 'openapi',
    tag: 'Service',
    summary: 'This document.',
    access: 'anonymous',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/json' },
  })
  @Get('openapi.json')
  async document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { json: body } = this.openApi.get();
    await sendCacheable(request, reply, {
      body,
      contentType: 'application/json; charset=utf-8',
      cacheControl: CACHE_CONTROL,
    });
  }

  @Operation({
    id: 'docs',
    tag: 'Service',
    summary: 'This document, for people.',
    access: 'anonymous',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get('docs')
  async docs(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { html: body, policy } = this.openApi.get();
    void reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff');
    await sendCacheable(request, reply, { body, contentType: 'text/html; charset=utf-8', cacheControl: CACHE_CONTROL });
  }
}

@Module({})
export class OpenApiModule {
  /** `/openapi.json` and `/docs`. */
  static forRoot(description: ServiceDescription): DynamicModule {
    return {
      module: OpenApiModule,
      imports: [DiscoveryModule],
      controllers: [OpenApiController],
      providers: [OpenApi, { provide: DESCRIPTION, useValue: description }],
    };
  }
}
