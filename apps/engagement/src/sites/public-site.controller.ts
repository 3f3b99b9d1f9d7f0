import { PublicSiteSchema } from '@afterword/contracts';
import { Operation, sendJson } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SHARE_TARGETS } from './share-targets';
import { SitesService } from './sites.service';

@Controller('v1/sites/:site')
export class PublicSiteController {
  constructor(private readonly sites: SitesService) {}

  /** What a client needs to know before anybody acts: kinds of reactions, whether guests may, limits, where to pass links on to. */
  @Operation({
    id: 'readSite',
    tag: 'Readers',
    summary: 'Public settings of a site.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: PublicSiteSchema },
  })
  @Get()
  async read(@Param('site') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // Parsing drops what is not public.
    const site = PublicSiteSchema.parse({ ...(await this.sites.get(id)), shareTargets: SHARE_TARGETS });
    await sendJson(request, reply, site, 'public, max-age=60, stale-while-revalidate=600');
  }
}
