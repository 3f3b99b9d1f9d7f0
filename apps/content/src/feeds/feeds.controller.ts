import { CONFIG, DomainError, sendCacheable, sendJson, type ServiceConfig } from '@afterword/platform';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ArticleReader } from '../articles';
import { SITE_NAME } from '../pages';
import { atomFeed } from './atom';
import type { Feed } from './feed';
import { jsonFeed } from './json-feed';
import { oembed, OembedQuerySchema, slugOf } from './oembed';
import { sitemap } from './sitemap';

const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400';

const ARTICLES_IN_FEED = 20;

/** What machines come for: what is new, what there is, what an address leads to. */
@Controller()
export class FeedsController {
  constructor(
    private readonly reader: ArticleReader,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get('feed.xml')
  async atom(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = atomFeed(await this.feed());
    const contentType = 'application/atom+xml; charset=utf-8';
    await sendCacheable(request, reply, { body, contentType, cacheControl: CACHE_CONTROL });
  }

  @Get('feed.json')
  async json(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = JSON.stringify(jsonFeed(await this.feed()));
    const contentType = 'application/feed+json; charset=utf-8';
    await sendCacheable(request, reply, { body, contentType, cacheControl: CACHE_CONTROL });
  }

  @Get('sitemap.xml')
  async sitemap(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = sitemap(this.config.contentUrl, await this.reader.changeDates());
    const contentType = 'application/xml; charset=utf-8';
    await sendCacheable(request, reply, { body, contentType, cacheControl: CACHE_CONTROL });
  }

  @Get('robots.txt')
  async robots(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = `User-agent: *\nAllow: /\n\nSitemap: ${this.config.contentUrl}/sitemap.xml\n`;
    const contentType = 'text/plain; charset=utf-8';
    await sendCacheable(request, reply, { body, contentType, cacheControl: CACHE_CONTROL });
  }

  @Get('oembed')
  async oembed(
    @Query({ schema: OembedQuerySchema }) { url }: z.infer<typeof OembedQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { contentUrl } = this.config;
    const slug = slugOf(url, contentUrl);
    if (slug === null) throw new DomainError('article-not-found');
    const answer = oembed(await this.reader.published(slug), { name: SITE_NAME, url: contentUrl });
    await sendJson(request, reply, answer, CACHE_CONTROL);
  }

  private async feed(): Promise<Feed> {
    const { items } = await this.reader.latest({ limit: ARTICLES_IN_FEED });
    return { title: SITE_NAME, contentUrl: this.config.contentUrl, items };
  }
}
