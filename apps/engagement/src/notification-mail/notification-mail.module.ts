import { CleanupModule, RelayLoopsModule } from '@afterword/platform';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { DecisionsModule } from '../decisions';
import { InstallationSecretsModule } from '../installation-secrets';
import { NotificationsModule } from '../notifications';
import { StaffMailModule } from '../staff-mail';
import { acceptOneClick } from './accept-one-click';
import { MailDispatcher } from './mail-dispatcher';
import { MailLinksController } from './mail-links.controller';
import { MailSettingsController } from './mail-settings.controller';
import { MailSettingsPageController } from './mail-settings-page.controller';
import { MailSettingsService } from './mail-settings.service';
import { Mailer } from './mailer';
import { PushDispatcher } from './push-dispatcher';
import { PushSender } from './push-sender';
import { PushSubscriptionsController } from './push-subscriptions.controller';
import { PushSubscriptionsService } from './push-subscriptions.service';
import { StaffLinksController } from './staff-links.controller';
import { StaffMailSettingsController } from './staff-mail-settings.controller';
import { VapidKey } from './vapid-key';

/** Tells readers and staff by mail, which is off where the operator has set no mail server, and readers in their browsers. */
@Module({
  imports: [
    CleanupModule,
    DecisionsModule,
    InstallationSecretsModule,
    NotificationsModule,
    RelayLoopsModule,
    StaffMailModule,
  ],
  controllers: [
    MailSettingsController,
    PushSubscriptionsController,
    StaffMailSettingsController,
    StaffLinksController,
    MailSettingsPageController,
    MailLinksController,
  ],
  providers: [
    MailDispatcher,
    Mailer,
    MailSettingsService,
    PushDispatcher,
    PushSender,
    PushSubscriptionsService,
    VapidKey,
  ],
})
export class NotificationMailModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    acceptOneClick(this.http.httpAdapter.getInstance<FastifyInstance>());
  }
}
