import { Operation, sendCacheable } from '@afterword/platform';
import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ArticleReader, askedVersion, MovedFilter } from '../articles';
import { ArticleQuerySchema } from '../pages';
import { CardRenderer } from './card-renderer';

const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400';

/** The pictures of articles that social networks show beside a link. */
@Controller('articles')
@UseFilters(MovedFilter)
export class CardsController {
  constructor(
    private readonly reader: ArticleReader,
    private readonly renderer: CardRenderer,
  ) {}

  @Operation({
    id: 'articleCard',
    tag: 'Pages and feeds',
    summary: 'Returns the link preview image of an article.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'image/png' },
    problems: ['article-not-found'],
  })
  @Get(':slug/card.png')
  async read(
    @Param('slug') slug: string,
    @Query({ schema: ArticleQuerySchema }) query: z.infer<typeof ArticleQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { article } = await this.reader.published(slug);
    const version = askedVersion(article, query.version);
    await sendCacheable(request, reply, {
      body: await this.renderer.card(article, version),
      contentType: 'image/png',
      cacheControl: CACHE_CONTROL,
    });
  }
}
