import {
  type NotificationList,
  NotificationListSchema,
  type NotificationQuery,
  NotificationQuerySchema,
  type ReadNotifications,
  ReadNotificationsSchema,
  type UnreadNotifications,
  UnreadNotificationsSchema,
} from '@afterword/contracts';
import { CurrentReader, Operation, type ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { NotificationsService } from './notifications.service';

@Controller('v1/me/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Operation({
    id: 'listMyNotifications',
    queryParameters: { unread: 'Only those that are not read.' },
    tag: 'Notifications',
    summary: 'Lists what the reader is told, newest first, with how many are not read.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: NotificationListSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  list(
    @Query({ schema: NotificationQuerySchema }) query: NotificationQuery,
    @CurrentReader() { reader }: ReaderPrincipal,
  ): Promise<NotificationList> {
    return this.notifications.inbox(reader, query);
  }

  @Operation({
    id: 'readMyNotifications',
    tag: 'Notifications',
    summary: 'Marks notifications as read: some by their ids, or all up to a time. Returns how many are left.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: UnreadNotificationsSchema },
  })
  @Post('read')
  @HttpCode(200)
  markRead(
    @Body({ schema: ReadNotificationsSchema }) read: ReadNotifications,
    @CurrentReader() { reader }: ReaderPrincipal,
  ): Promise<UnreadNotifications> {
    return this.notifications.markRead(reader, read);
  }
}
