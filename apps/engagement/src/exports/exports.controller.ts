import { PassThrough } from 'node:stream';
import { type ExportQuery, ExportQuerySchema } from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SitesService } from '../sites';
import { SiteDownloads } from './site-downloads';

@Controller('v1/sites/:site/export')
export class ExportsController {
  constructor(
    private readonly sites: SitesService,
    private readonly downloads: SiteDownloads,
  ) {}

  /** Personal data are for the command line: whoever has the token of an admin has not the right to all addresses of readers. */
  @Operation({
    id: 'exportSite',
    tag: 'Moderation',
    summary: 'All that belongs to a site as a zip archive, or its comments in another format; without personal data.',
    access: 'admin',
    limit: 'account',
    queryParameters: { format: '`afterword` (everything, to be imported again), `wxr`, `csv` or `html` (comments).' },
    answer: { status: 200, mediaType: 'application/zip' },
  })
  @Get()
  async export(
    @Param('site') siteId: string,
    @Query({ schema: ExportQuerySchema }) { format }: ExportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(siteId);
    const body = new PassThrough();
    if (request.method === 'HEAD') body.end();
    else this.downloads.send({ site, format }, body);
    // Whoever takes nothing for so long holds up the next download.
    reply.raw.setTimeout(STALLED_MS, () => body.destroy());
    await reply
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `attachment; filename="${site.id}-${format}.zip"`)
      .type('application/zip')
      .send(body);
  }
}

/** Milliseconds. */
const STALLED_MS = 60_000;
