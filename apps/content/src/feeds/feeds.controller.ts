import {
  ATOM_TYPE,
  CONFIG,
  DomainError,
  JSON_FEED_TYPE,
  Operation,
  type ServiceConfig,
  sendCacheable,
  sendJson,
} from '@afterword/platform';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ArticleReader } from '../articles';
import { publicationOf } from '../pages';
import { atomFeed } from './atom';
import { FeedCache } from './feed-cache';
import type { Feed } from './feed';
import { jsonFeed } from './json-feed';
import { askedArticle, oembed, OembedQuerySchema } from './oembed';

const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400';

const ARTICLES_IN_FEED = 20;

/** What machines come for: what is new, what there is, what an address leads to. */
@Controller()
export class FeedsController {
  constructor(
    private readonly reader: ArticleReader,
    private readonly feeds: FeedCache,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'atom',
    tag: 'Pages and feeds',
    summary: 'The latest articles as Atom.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/atom+xml' },
  })
  @Get('feed.xml')
  async atom(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.sendAtom(undefined, request, reply);
  }

  @Operation({
    id: 'jsonFeed',
    tag: 'Pages and feeds',
    summary: 'The latest articles as JSON Feed 1.1.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/feed+json' },
  })
  @Get('feed.json')
  async json(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.sendJsonFeed(undefined, request, reply);
  }

  @Operation({
    id: 'atomOfTopic',
    tag: 'Pages and feeds',
    summary: 'The latest articles of a topic as Atom.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/atom+xml' },
    problems: ['not-found'],
  })
  @Get('topics/:topic/feed.xml')
  async atomOfTopic(
    @Param('topic') topic: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendAtom(topic, request, reply);
  }

  @Operation({
    id: 'jsonFeedOfTopic',
    tag: 'Pages and feeds',
    summary: 'The latest articles of a topic as JSON Feed 1.1.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/feed+json' },
    problems: ['not-found'],
  })
  @Get('topics/:topic/feed.json')
  async jsonOfTopic(
    @Param('topic') topic: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sendJsonFeed(topic, request, reply);
  }

  @Operation({
    id: 'robots',
    tag: 'Pages and feeds',
    summary: 'robots.txt, which names the sitemap.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/plain' },
  })
  @Get('robots.txt')
  async robots(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = `User-agent: *\nAllow: /\n\nSitemap: ${this.config.contentUrl}/sitemap.xml\n`;
    const contentType = 'text/plain; charset=utf-8';
    await sendCacheable(request, reply, { body, contentType, cacheControl: CACHE_CONTROL });
  }

  @Operation({
    id: 'oembed',
    queryParameters: {
      url: 'The address of an article.',
      format: 'JSON is the only one that is offered.',
      maxwidth: 'Pixels that a picture may be wide: a wider one is left out.',
      maxheight: 'Pixels that a picture may be high: a higher one is left out.',
    },
    tag: 'Pages and feeds',
    summary: 'oEmbed 1.0 for the address of an article.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/json' },
    problems: ['article-not-found', 'format-not-offered'],
  })
  @Get('oembed')
  async oembed(
    @Query({ schema: OembedQuerySchema }) { url, format, ...sizes }: z.infer<typeof OembedQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { contentUrl } = this.config;
    if (format === 'xml') throw new DomainError('format-not-offered');
    const asked = askedArticle(url, contentUrl);
    if (!asked) throw new DomainError('article-not-found');
    const found = await this.reader.publishedByAnySlug(asked.slug);
    const answer = oembed(found, {
      ...sizes,
      version: asked.version,
      contentUrl,
      provider: publicationOf(this.config).name,
    });
    await sendJson(request, reply, answer, CACHE_CONTROL);
  }

  private async sendAtom(topic: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const asked = { format: 'atom', topic, limit: ARTICLES_IN_FEED } as const;
    const body = await this.feeds.body(asked, async () => atomFeed(await this.feed(topic)));
    await sendCacheable(request, reply, { body, contentType: ATOM_TYPE, cacheControl: CACHE_CONTROL });
  }

  private async sendJsonFeed(topic: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const asked = { format: 'json', topic, limit: ARTICLES_IN_FEED } as const;
    const body = await this.feeds.body(asked, async () => JSON.stringify(jsonFeed(await this.feed(topic))));
    await sendCacheable(request, reply, { body, contentType: JSON_FEED_TYPE, cacheControl: CACHE_CONTROL });
  }

  /** @throws DomainError `not-found` for a topic of no published article */
  private async feed(topic?: string): Promise<Feed> {
    const { contentUrl } = this.config;
    const publication = publicationOf(this.config).name;
    const name = topic === undefined ? null : await this.reader.topicName(topic);
    if (topic !== undefined && name === null) throw new DomainError('not-found');
    const { items } = await this.reader.latest({ topic, limit: ARTICLES_IN_FEED });
    return {
      title: name === null ? publication : `${name} · ${publication}`,
      contentUrl,
      path: topic === undefined ? '/' : `/topics/${encodeURIComponent(topic)}`,
      items,
    };
  }
}
