import { CONFIG, Operation, type ServiceConfig, sendCacheable } from '@afterword/platform';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { pageHeaders, renderDocument, styleSourceOf } from '../pages/layout';
import { WidgetFiles } from '../widget-files';
import { FRAME_STYLE, FramePage } from './frame-page';
import { PlaygroundPage } from './playground-page';

const CACHE_CONTROL = 'no-cache';

const PAGE_HEADERS = pageHeaders([
  "script-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]);

/** The widget's own page: what a publisher's policy has to allow, and no more. */
const FRAME_HEADERS = {
  ...PAGE_HEADERS,
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    `style-src ${styleSourceOf(FRAME_STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
};

/** A page to try the widget's options on. */
@Controller('embed/playground')
export class EmbedPlaygroundController {
  constructor(
    private readonly files: WidgetFiles,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'embedPlayground',
    tag: 'Widget',
    summary: 'Playground for the widget’s options, as a page.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async playground(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = h(PlaygroundPage, { service: this.config.engagementUrl, languages: this.files.languages });
    await send(renderDocument(page, this.config.engagementUrl), PAGE_HEADERS, { request, reply });
  }

  /** The page in the page, where the elements stand. */
  @Operation({
    id: 'embedPlaygroundFrame',
    tag: 'Widget',
    summary: 'The preview frame of the playground.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get('frame')
  async frame(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(renderDocument(h(FramePage, {}), this.config.engagementUrl), FRAME_HEADERS, { request, reply });
  }
}

async function send(
  body: string,
  headers: Record<string, string>,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  void reply.headers(headers);
  await sendCacheable(request, reply, { body, contentType: 'text/html; charset=utf-8', cacheControl: CACHE_CONTROL });
}
