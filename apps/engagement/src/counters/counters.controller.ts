import { CountersQuerySchema, normalisePageKey, zeroCounters } from '@afterword/contracts';
import { Limited, sendJson } from '@afterword/platform';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SitesService } from '../sites';
import { CountersRepository } from './counters.repository';

/** One `page` in the address is a string, several are an array. */
const QuerySchema = z.preprocess((query) => {
  if (typeof query !== 'object' || query === null) return query;
  const { page } = query as { page?: unknown };
  return typeof page === 'string' ? { ...query, page: [page] } : query;
}, CountersQuerySchema);

@Controller('v1/counters')
export class CountersController {
  constructor(
    private readonly counters: CountersRepository,
    private readonly sites: SitesService,
  ) {}

  /** The counters of 1 to 100 pages, by the keys that were asked for; zeros for a page that nothing happened on. */
  @Limited('read')
  @Get()
  async read(
    @Query({ schema: QuerySchema }) query: z.infer<typeof CountersQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(query.site);
    const counters = await this.counters.ofKeys(site.id, query.page.map(normalisePageKey), site.reactionKinds);
    const ofPage = (key: string) => counters.get(normalisePageKey(key)) ?? zeroCounters(site.reactionKinds);
    const asked = new Map(query.page.map((key) => [key, ofPage(key)]));
    await sendJson(request, reply, { counters: Object.fromEntries(asked) });
  }
}
