import { clientOf, emptyStream, isHeadOrPrefetch, Operation } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { readEventId } from './event-id';
import { EventStreams } from './event-streams.service';

@Controller('v1/sites/:site/pages/:page/events')
export class EventStreamsController {
  constructor(
    private readonly events: EventStreams,
    private readonly sites: SitesService,
  ) {}

  /** What happens on the page, as it happens; resumes after `Last-Event-ID`. */
  @Operation({
    id: 'watchPage',
    tag: 'Pages',
    summary:
      'What happens on the page, as it happens: `counters`, `comment.created`, `comment.updated`, `comment.removed`, or `thread.changed` where it was too much to tell one by one. Resumes after `Last-Event-ID`.',
    access: 'viewer',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/event-stream' },
  })
  @Get()
  async stream(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lastEventId = request.headers['last-event-id'];
    const since = readEventId(typeof lastEventId === 'string' ? lastEventId : undefined);
    const site = await this.sites.get(siteId);
    const stream = isHeadOrPrefetch(request)
      ? emptyStream()
      : await this.events.watch(site, pageKey, { since, client: clientOf(request) });
    await reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      // nginx would hold events back to fill a buffer.
      .header('x-accel-buffering', 'no')
      .send(stream);
  }
}
