import { Operation, sendCacheable } from '@afterword/platform';
import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ArticleReader, askedVersion, MovedFilter } from '../articles';
import { ArticleQuerySchema } from '../pages';
import { articleSource, fileNameOf } from './article-source';

const CACHE_CONTROL = 'public, max-age=0, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400';

/** An article's text as its author wrote it. */
@Controller('articles')
@UseFilters(MovedFilter)
export class SourceController {
  constructor(private readonly reader: ArticleReader) {}

  @Operation({
    id: 'articleSource',
    tag: 'Pages and feeds',
    summary: 'Exports an article and its versions as an importable file.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/markdown' },
    problems: ['article-not-found'],
  })
  @Get(':slug.md')
  async read(
    @Param('slug') slug: string,
    @Query({ schema: ArticleQuerySchema }) query: z.infer<typeof ArticleQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { article } = await this.reader.published(slug);
    const version = askedVersion(article, query.version);
    void reply.header('content-disposition', `inline; filename="${fileNameOf(article, version)}"`);
    await sendCacheable(request, reply, {
      body: articleSource(article, version),
      contentType: 'text/markdown; charset=utf-8',
      cacheControl: CACHE_CONTROL,
    });
  }
}
