import { ArticleListQuerySchema } from '@afterword/contracts';
import {
  Access,
  CONFIG,
  DomainError,
  Operation,
  type ServiceConfig,
  negotiateEncoding,
  sendReady,
} from '@afterword/platform';
import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h, type VNode } from 'preact';
import { z } from 'zod';
import { ArticleReader, MovedFilter } from '../articles';
import { ListPage } from './list-page';
import { PageFilter } from './page.filter';
import { PageRenderer } from './page-renderer';
import { renderPage } from './render';
import { RenderedPage } from './rendered-page';
import { TopicsPage } from './topics-page';

const ARTICLES_PER_PAGE = 20;

/** Addresses gather parameters of all kinds on their way round; only these mean something here. */
export const ListQuerySchema = z.object({ cursor: ArticleListQuerySchema.shape.cursor });
export const ArticleQuerySchema = z.object({ version: z.string().optional().catch(undefined) });

interface Http {
  request: FastifyRequest;
  reply: FastifyReply;
}

@Controller()
@UseFilters(PageFilter, MovedFilter)
export class PagesController {
  constructor(
    private readonly reader: ArticleReader,
    private readonly renderer: PageRenderer,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'home',
    tag: 'Pages and feeds',
    summary: 'The latest articles, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async latest(
    @Query({ schema: ListQuerySchema }) { cursor }: z.infer<typeof ListQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.list({ topic: null, path: '/', cursor }, { request, reply });
  }

  @Operation({
    id: 'topics',
    tag: 'Pages and feeds',
    summary: 'All topics, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get('topics')
  async topics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const topics = await this.reader.topics();
    await this.send(h(TopicsPage, { topics, address: `${this.config.contentUrl}/topics` }), { request, reply });
  }

  @Operation({
    id: 'topic',
    tag: 'Pages and feeds',
    summary: 'The articles of a topic, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
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

  @Operation({
    id: 'articlePage',
    tag: 'Pages and feeds',
    summary:
      'The article, as a page; in another of its languages with `version`. A slug that it had before leads to its present one.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get('articles/:slug')
  async article(
    @Param('slug') slug: string,
    @Query({ schema: ArticleQuerySchema }) { version }: z.infer<typeof ArticleQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendPage(await this.renderer.article({ slug, version }, request.url), { request, reply });
  }

  /** Whatever no other route has. */
  @Access('anonymous')
  @Get('*')
  nothing(): never {
    throw new DomainError('not-found');
  }

  private async list(
    asked: { topic: { slug: string; name: string } | null; path: string; cursor: string | undefined },
    http: Http,
  ): Promise<void> {
    const { topic, path, cursor } = asked;
    const { items, next } = await this.reader.latestSummaries({ topic: topic?.slug, limit: ARTICLES_PER_PAGE, cursor });
    const at = (position: string | null | undefined) => (position ? `${path}?cursor=${position}` : path);
    const page = h(ListPage, {
      topic: topic?.name ?? null,
      items,
      address: this.config.contentUrl + at(cursor),
      next: next === null ? null : at(next),
    });
    await this.send(page, http);
  }

  private send<Props>(page: VNode<Props>, http: Http): Promise<void> {
    return this.sendPage(new RenderedPage(renderPage(page, this.config)), http);
  }

  private async sendPage(page: RenderedPage, { request, reply }: Http): Promise<void> {
    sendReady(request, reply, await page.answer(negotiateEncoding(request.headers['accept-encoding'])));
  }
}
