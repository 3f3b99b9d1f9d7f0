import { CONFIG, Operation, type ServiceConfig, sendCacheable } from '@afterword/platform';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { pageHeaders, renderDocument } from '../pages/layout';
import { HomePage } from './home-page';

const CACHE_CONTROL = 'public, max-age=300';

const HEADERS = pageHeaders(["form-action 'none'", "frame-ancestors 'none'"]);

/** The front page of the service. */
@Controller()
export class HomeController {
  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  @Operation({
    id: 'home',
    tag: 'Service',
    summary: 'What this server is, and where to go from here, as a page.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { engagementUrl, contentUrl } = this.config;
    void reply.headers(HEADERS);
    await sendCacheable(request, reply, {
      body: renderDocument(h(HomePage, { engagementUrl, contentUrl }), engagementUrl),
      contentType: 'text/html; charset=utf-8',
      cacheControl: CACHE_CONTROL,
    });
  }
}
