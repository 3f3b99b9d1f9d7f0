import { hasAtMost, isStorable, LIMITS, SearchQuerySchema } from '@afterword/contracts';
import { CONFIG, Operation, type ServiceConfig, sendCacheable } from '@afterword/platform';
import { Controller, Get, Inject, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { z } from 'zod';
import { PageFilter, renderPage } from '../pages';
import { SearchPage } from './search-page';
import { SearchService } from './search.service';

const CACHE_CONTROL = 'public, max-age=0, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400';

/** An empty query shows the form, and one that is too long says so. Unknown parameters are ignored. */
export const SearchPageQuerySchema = z.object({
  q: z.string().trim().refine(isStorable, 'must not contain null characters').optional(),
  cursor: SearchQuerySchema.shape.cursor,
});

@Controller('search')
@UseFilters(PageFilter)
export class SearchPageController {
  constructor(
    private readonly service: SearchService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'searchPage',
    tag: 'Pages and feeds',
    summary: 'The API documentation as a page.',
    access: 'anonymous',
    limit: 'search',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async page(
    @Query({ schema: SearchPageQuerySchema }) { q = '', cursor }: z.infer<typeof SearchPageQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isTooLong = !hasAtMost(q, LIMITS.searchLength);
    const found =
      q === '' || isTooLong ? null : await this.service.search({ q, cursor, limit: LIMITS.pageSizeDefault });
    const page = h(SearchPage, { query: q, found, isTooLong, address: `${this.config.contentUrl}/search` });
    if (isTooLong) void reply.status(422);
    await sendCacheable(request, reply, {
      body: renderPage(page, this.config),
      contentType: 'text/html; charset=utf-8',
      cacheControl: CACHE_CONTROL,
    });
  }
}
