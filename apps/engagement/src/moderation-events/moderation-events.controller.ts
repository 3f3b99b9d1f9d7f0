import { clientOf, emptyStream, isHeadOrPrefetch, Operation } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SitesService } from '../sites';
import { readEventId } from './log-place';
import { ModerationEvents } from './moderation-events.service';

@Controller('v1/sites/:site/moderation/events')
export class ModerationEventsController {
  constructor(
    private readonly events: ModerationEvents,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'watchModeration',
    tag: 'Moderation',
    summary:
      'What happens to the comments of a site, as it happens: `counts` of the queues, `comment` with its status and version, `claims` of who looks at which comment, `reset` where it was too much to tell one by one. Resumes after `Last-Event-ID`; ends after a minute, to be opened again.',
    access: 'moderator',
    answer: { status: 200, mediaType: 'text/event-stream' },
  })
  @Get()
  async stream(
    @Param('site') siteId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id } = await this.sites.get(siteId);
    const lastEventId = request.headers['last-event-id'];
    const since = readEventId(typeof lastEventId === 'string' ? lastEventId : undefined);
    const stream = isHeadOrPrefetch(request)
      ? emptyStream()
      : await this.events.watch(id, { since, client: clientOf(request) });
    await reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      // nginx would hold events back to fill a buffer.
      .header('x-accel-buffering', 'no')
      .send(stream);
  }
}
