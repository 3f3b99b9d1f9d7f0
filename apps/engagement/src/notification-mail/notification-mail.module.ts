import { CleanupModule, RelayLoopsModule } from '@afterword/platform';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { DecisionsModule } from '../decisions';
import { NotificationsModule } from '../notifications';
import { StaffMailModule } from '../staff-mail';
import { acceptOneClick } from './accept-one-click';
import { MailDispatcher } from './mail-dispatcher';
import { MailLinksController } from './mail-links.controller';
import { MailSettingsController } from './mail-settings.controller';
import { MailSettingsPageController } from './mail-settings-page.controller';
import { MailSettingsService } from './mail-settings.service';
import { Mailer } from './mailer';
import { StaffLinksController } from './staff-links.controller';
import { StaffMailSettingsController } from './staff-mail-settings.controller';

/** Tells readers and staff by mail. Off where the operator has set no mail server. */
@Module({
  imports: [CleanupModule, DecisionsModule, NotificationsModule, RelayLoopsModule, StaffMailModule],
  controllers: [
    MailSettingsController,
    StaffMailSettingsController,
    StaffLinksController,
    MailSettingsPageController,
    MailLinksController,
  ],
  providers: [MailDispatcher, Mailer, MailSettingsService],
})
export class NotificationMailModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    acceptOneClick(this.http.httpAdapter.getInstance<FastifyInstance>());
  }
}
