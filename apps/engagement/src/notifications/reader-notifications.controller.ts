import {
  type ReaderNotificationList,
  ReaderNotificationListSchema,
  type ReaderNotificationQuery,
  ReaderNotificationQuerySchema,
} from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { NotificationsService } from './notifications.service';

@Controller('v1/sites/:site/moderation/readers/:id/notifications')
export class ReaderNotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Operation({
    id: 'listReaderNotifications',
    tag: 'Notifications',
    summary: 'Lists what a reader was told in the last 30 days, newest first, and what became of it.',
    access: 'moderator',
    answer: { status: 200, schema: ReaderNotificationListSchema },
    problems: ['reader-not-found'],
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  list(
    @Param('site') siteId: string,
    @Param('id') id: string,
    @Query({ schema: ReaderNotificationQuerySchema }) query: ReaderNotificationQuery,
  ): Promise<ReaderNotificationList> {
    return this.notifications.ofReader(siteId, id, query);
  }
}
