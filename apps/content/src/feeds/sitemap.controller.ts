import { Readable } from 'node:stream';
import { CONFIG, DomainError, Operation, type ServiceConfig, isFresh, sendCacheable } from '@afterword/platform';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sitemapFormat, sitemapIndex, urlset } from './sitemap';
import { SitemapRepository } from './sitemap.repository';

const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400';
const CONTENT_TYPE = 'application/xml; charset=utf-8';

/** Where every article is: one sitemap, or an index of several. */
@Controller()
export class SitemapController {
  private readonly format: string;

  constructor(
    private readonly sitemap: SitemapRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.format = sitemapFormat(config.contentUrl);
  }

  @Operation({
    id: 'sitemap',
    tag: 'Pages and feeds',
    summary: 'The sitemap of all articles; an index of sitemaps for more than 50,000 URLs.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/xml' },
  })
  @Get('sitemap.xml')
  async whole(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const parts = await this.sitemap.parts();
    if (parts.length < 2) return this.sendPart(parts[0], request, reply);
    const body = sitemapIndex(this.config.contentUrl, parts);
    await sendCacheable(request, reply, { body, contentType: CONTENT_TYPE, cacheControl: CACHE_CONTROL });
  }

  @Operation({
    id: 'sitemapPart',
    parameters: { part: { description: 'The first article of a part.', schema: { type: 'string', format: 'uuid' } } },
    tag: 'Pages and feeds',
    summary: 'Returns one part of a split sitemap.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/xml' },
    problems: ['not-found'],
  })
  @Get('sitemaps/:part.xml')
  async part(@Param('part') part: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!z.uuid().safeParse(part).success) throw new DomainError('not-found');
    await this.sendPart(part, request, reply);
  }

  private async sendPart(part: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { articles, version } = await this.sitemap.state(part);
    const etag = `${articles}.${version}.${this.format}`;
    void reply.header('etag', `"${etag}"`).header('cache-control', CACHE_CONTROL);
    if (isFresh(request, etag)) {
      await reply.status(304).send();
      return;
    }
    const written = urlset(this.config.contentUrl, this.sitemap.entries(part));
    await reply.type(CONTENT_TYPE).send(Readable.from(written));
  }
}
