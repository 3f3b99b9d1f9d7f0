import { clientOf, emptyStream, isHeadOrPrefetch, Operation } from '@afterword/platform';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PageKeySchema, readEventId } from '../pages';
import { SitesService } from '../sites';
import { EventStreams } from './event-streams.service';

/** Longer than any id that a stream or a list gives. Characters. */
const EVENT_ID_LENGTH = 64;
const QuerySchema = z.strictObject({ lastEventId: z.string().max(EVENT_ID_LENGTH).optional() });

@Controller('v1/sites/:site/pages/:page/events')
export class EventStreamsController {
  constructor(
    private readonly events: EventStreams,
    private readonly sites: SitesService,
  ) {}

  /**
   * What happens on the page, as it happens; resumes after `Last-Event-ID`. A browser's `EventSource` cannot send that header with its first
   * request: the parameter says the same, and the header, which a browser sends when it connects again, is newer.
   */
  @Operation({
    id: 'watchPage',
    tag: 'Pages',
    summary:
      'What happens on the page, as it happens: `counters`, `comment.created`, `comment.updated`, `comment.removed`, or `thread.changed` where it was too much to tell one by one. Resumes after `Last-Event-ID`, or else after `lastEventId`.',
    queryParameters: {
      lastEventId: 'The `lastEventId` of a list of comments, or the id of an event: what happened since is told first.',
    },
    access: 'viewer',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/event-stream' },
  })
  @Get()
  async stream(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Query({ schema: QuerySchema }) query: z.infer<typeof QuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const header = request.headers['last-event-id'];
    const since = readEventId(typeof header === 'string' ? header : query.lastEventId);
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
