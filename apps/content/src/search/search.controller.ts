import { SearchListSchema, type SearchQuery, SearchQuerySchema } from '@afterword/contracts';
import { Operation, sendJson } from '@afterword/platform';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SearchService } from './search.service';

@Controller('v1/search')
export class SearchController {
  constructor(private readonly service: SearchService) {}

  @Operation({
    id: 'search',
    tag: 'Articles',
    summary: 'Searches published articles, best match first.',
    access: 'anonymous',
    limit: 'search',
    cacheable: true,
    answer: { status: 200, schema: SearchListSchema },
  })
  @Get()
  async search(
    @Query({ schema: SearchQuerySchema }) query: SearchQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendJson(request, reply, await this.service.search(query));
  }
}
