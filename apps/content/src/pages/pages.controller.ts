import { ArticleListQuerySchema } from '@afterword/contracts';
import { CONFIG, DomainError, sendCacheable, type ServiceConfig } from '@afterword/platform';
import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { z } from 'zod';
import { ArticleReader } from '../articles';
import { ListPage } from './list-page';
import { PageFilter } from './page.filter';
import { PageRenderer } from './page-renderer';
import { renderPage, securityHeaders } from './render';

/** A shared cache may keep a page this long, and serve it while it asks for a newer one. */
const CACHE_CONTROL = 'public, max-age=0, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400';

const ListQuerySchema = ArticleListQuerySchema.pick({ cursor: true });
/** Addresses gather parameters of all kinds on their way round; only this one means something here. */
const ArticleQuerySchema = z.object({ version: z.string().optional().catch(undefined) });

@Controller()
@UseFilters(PageFilter)
export class PagesController {
  constructor(
    private readonly reader: ArticleReader,
    private readonly renderer: PageRenderer,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get()
  async latest(
    @Query({ schema: ListQuerySchema }) { cursor }: z.infer<typeof ListQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.list({ topic: null, path: '/', cursor }, { request, reply });
  }

  @Get('topics/:topic')
  async topic(
    @Param('topic') slug: string,
    @Query({ schema: ListQuerySchema }) { cursor }: z.infer<typeof ListQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const name = await this.reader.topicName(slug);
    if (name === null) throw new DomainError('not-found');
    await this.list({ topic: { slug, name }, path: `/topics/${encodeURIComponent(slug)}`, cursor }, { request, reply });
  }

  @Get('articles/:slug')
  async article(
    @Param('slug') slug: string,
    @Query({ schema: ArticleQuerySchema }) { version }: z.infer<typeof ArticleQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.reader.published(slug);
    const { html, etag } = this.renderer.article(found, version === 'original');
    await this.send(html, etag, { request, reply });
  }

  private async list(
    asked: { topic: { slug: string; name: string } | null; path: string; cursor: string | undefined },
    http: { request: FastifyRequest; reply: FastifyReply },
  ): Promise<void> {
    const { topic, path, cursor } = asked;
    const { items, next } = await this.reader.latest({ topic: topic?.slug, limit: 20, cursor });
    const nextPath = next === null ? null : `${path}?cursor=${next}`;
    await this.send(renderPage(h(ListPage, { topic: topic?.name ?? null, items, next: nextPath })), undefined, http);
  }

  private async send(html: string, etag: string | undefined, http: { request: FastifyRequest; reply: FastifyReply }) {
    const { request, reply } = http;
    void reply.headers(securityHeaders(this.config));
    await sendCacheable(request, reply, {
      body: html,
      contentType: 'text/html; charset=utf-8',
      cacheControl: CACHE_CONTROL,
      ...(etag !== undefined && { etag }),
    });
  }
}
