import { CountersAnswerSchema, type CountersQuery, CountersQuerySchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal, sendJson, sendReady } from '@afterword/platform';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CountersService } from './counters.service';

/** One `page` in the address is a string, several are an array. */
const QuerySchema = z.preprocess((query) => {
  if (typeof query !== 'object' || query === null) return query;
  const { page } = query as { page?: unknown };
  return typeof page === 'string' ? { ...query, page: [page] } : query;
}, CountersQuerySchema);

@Controller('v1/counters')
export class CountersController {
  constructor(private readonly counters: CountersService) {}

  /** The counters of 1 to 100 pages, by the keys that were asked for; zeros for a page that nothing happened on. */
  @Operation({
    id: 'readCounters',
    tag: 'Pages',
    summary: 'Returns the counters of 1 to 100 pages; zeros for unknown pages.',
    access: 'viewer',
    // The schema below also takes a single `page`.
    query: CountersQuerySchema,
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: CountersAnswerSchema },
    problems: ['site-not-found'],
  })
  @Get()
  async read(
    @Query({ schema: QuerySchema }) query: CountersQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (principal.kind !== 'anonymous') {
      await sendJson(request, reply, await this.counters.read(query, principal), 'private, no-cache');
      return;
    }
    sendReady(request, reply, await this.counters.ready(query, request.url));
  }
}
