import { Readable } from 'node:stream';
import { type LogList, LogListSchema, ReplyListQuerySchema } from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { LogReader } from './log-reader';

@Controller('v1/sites/:site/moderation/log')
export class LogController {
  constructor(private readonly log: LogReader) {}

  @Operation({
    id: 'listModerationLog',
    tag: 'Moderation',
    summary: 'Lists what was decided on a site, the newest first.',
    access: 'moderator',
    answer: { status: 200, schema: LogListSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  list(
    @Param('site') site: string,
    @Query({ schema: ReplyListQuerySchema }) query: z.infer<typeof ReplyListQuerySchema>,
  ): Promise<LogList> {
    return this.log.list(site, query);
  }

  @Operation({
    id: 'exportModerationLog',
    tag: 'Moderation',
    summary: 'Exports the log of a site as JSON Lines, the oldest entry first.',
    access: 'admin',
    answer: { status: 200, mediaType: 'application/jsonl' },
  })
  @Get('export')
  async export(@Param('site') site: string, @Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `attachment; filename="moderation-log-${site}.jsonl"`)
      .type('application/jsonl; charset=utf-8')
      .send(Readable.from(this.log.export(site)));
  }
}
