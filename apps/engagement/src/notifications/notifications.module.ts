import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { CommentsModule } from '../comments';
import { EventLogModule } from '../event-log';
import { InstallationSecretsModule } from '../installation-secrets';
import { PageWritesModule } from '../page-writes';
import { PageAuthorsModule, PagesModule } from '../pages';
import { ReadersModule } from '../readers';
import { SitesModule } from '../sites';
import { AddFollow } from './add-follow.writer';
import { FollowsController } from './follows.controller';
import { FollowsService } from './follows.service';
import { MailPageLinks } from './mail-page-links';
import { NotificationBatches } from './notification-batches';
import { NotificationEvents } from './notification-events';
import { NotificationsController } from './notifications.controller';
import { NotificationsRepository } from './notifications.repository';
import { NotificationsService } from './notifications.service';
import { ReaderNotificationsController } from './reader-notifications.controller';

/** Tells readers what concerns them: their inbox, and what they follow. */
@Module({
  imports: [
    AvatarsModule,
    CleanupModule,
    CommentsModule,
    EventLogModule,
    InstallationSecretsModule,
    PageAuthorsModule,
    PagesModule,
    PageWritesModule,
    ReadersModule,
    SitesModule,
  ],
  controllers: [NotificationsController, FollowsController, ReaderNotificationsController],
  providers: [
    AddFollow,
    FollowsService,
    MailPageLinks,
    NotificationBatches,
    NotificationEvents,
    NotificationsRepository,
    NotificationsService,
  ],
  exports: [MailPageLinks, NotificationBatches, NotificationEvents, NotificationsService],
})
export class NotificationsModule {}
