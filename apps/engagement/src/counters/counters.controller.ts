import { type CountersQuery, CountersQuerySchema } from '@afterword/contracts';
import { Limited, sendJson, sendReady } from '@afterword/platform';
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
  @Limited('read')
  @Get()
  async read(
    @Query({ schema: QuerySchema }) query: CountersQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (request.headers.authorization !== undefined) {
      await sendJson(request, reply, await this.counters.read(query), 'private, no-cache');
      return;
    }
    sendReady(request, reply, await this.counters.ready(query, request.url));
  }
}
