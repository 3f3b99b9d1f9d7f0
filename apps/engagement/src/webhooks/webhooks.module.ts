import { CleanupModule, IdempotencyModule, RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log';
import { ModerationLogModule } from '../moderation-log';
import { SitesModule } from '../sites';
import { StaffMailModule } from '../staff-mail';
import { DeliveriesController } from './deliveries.controller';
import { DeliveriesRepository } from './deliveries.repository';
import { DeliveriesService } from './deliveries.service';
import { WebhookDispatcher } from './dispatcher';
import { WebhookEvents } from './webhook-events';
import { WebhookSender } from './webhook-sender';
import { WebhooksController } from './webhooks.controller';
import { WebhooksRepository } from './webhooks.repository';
import { WebhooksService } from './webhooks.service';

/** Tells systems of a site's own what happens, by HTTP. */
@Module({
  imports: [
    CleanupModule,
    EventLogModule,
    IdempotencyModule,
    ModerationLogModule,
    RelayLoopsModule,
    SitesModule,
    StaffMailModule,
  ],
  controllers: [WebhooksController, DeliveriesController],
  providers: [
    DeliveriesRepository,
    DeliveriesService,
    WebhookDispatcher,
    WebhookEvents,
    WebhookSender,
    WebhooksRepository,
    WebhooksService,
  ],
})
export class WebhooksModule {}
