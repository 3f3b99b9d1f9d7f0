import {
  type ModerationHistory,
  ModerationHistorySchema,
  type ModerationQueue,
  type ModerationQueueQuery,
  ModerationQueueQuerySchema,
  ModerationQueueSchema,
} from '@afterword/contracts';
import { DomainError, Operation } from '@afterword/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { QueueService } from './queue.service';

@Controller('v1/sites/:site/moderation/comments')
export class QueueController {
  constructor(private readonly queue: QueueService) {}

  @Operation({
    id: 'listModeratedComments',
    tag: 'Moderation',
    summary: 'Lists comments of one status, with why they are held.',
    access: 'moderator',
    queryParameters: {
      status: 'The status of the comments; `all` but erased ones.',
      q: 'Text that the Markdown contains, in any case.',
      reader: 'The id of the author.',
      page: 'A key of the page.',
      sort: '`oldest`: who has waited longest comes first. `reports`: whose reports weigh most, by how right each reporter was.',
    },
    answer: { status: 200, schema: ModerationQueueSchema },
  })
  @Get()
  list(
    @Param('site') site: string,
    @Query({ schema: ModerationQueueQuerySchema }) query: ModerationQueueQuery,
  ): Promise<ModerationQueue> {
    return this.queue.list(site, query);
  }

  @Operation({
    id: 'readModeratedComment',
    tag: 'Moderation',
    summary: 'Returns a comment of any status with its history.',
    access: 'moderator',
    answer: { status: 200, schema: ModerationHistorySchema },
    problems: ['comment-not-found'],
  })
  @Get(':id')
  read(@Param('site') site: string, @Param('id') id: string): Promise<ModerationHistory> {
    if (!z.uuid().safeParse(id).success) throw new DomainError('comment-not-found');
    return this.queue.read(site, id);
  }
}
