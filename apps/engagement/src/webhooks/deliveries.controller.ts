import {
  type ReplayDeliveries,
  ReplayDeliveriesSchema,
  type ReplayedDeliveries,
  ReplayedDeliveriesSchema,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  WebhookDeliveryDetailSchema,
  type WebhookDeliveryList,
  WebhookDeliveryListSchema,
  type WebhookDeliveryQuery,
  WebhookDeliveryQuerySchema,
  WebhookDeliverySchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { DeliveriesService } from './deliveries.service';

const delivery = { delivery: { description: 'The id of a delivery.', schema: { type: 'string', format: 'uuid' } } };

@Controller('v1/sites/:site')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Operation({
    id: 'testWebhook',
    tag: 'Webhooks',
    summary: 'Sends an event of the type webhook.test, once, also to a webhook that is paused.',
    access: 'admin',
    idempotencyKey: 'optional',
    answer: { status: 202, schema: WebhookDeliverySchema },
    problems: ['webhook-not-found'],
  })
  @Post('webhooks/:id/test')
  test(
    @Param('site') site: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<WebhookDelivery> {
    return this.deliveries.test(site, id, { principal, key });
  }

  @Operation({
    id: 'listWebhookDeliveries',
    tag: 'Webhooks',
    summary: 'Lists what was sent to a webhook, or will be, the newest first.',
    access: 'admin',
    answer: { status: 200, schema: WebhookDeliveryListSchema },
    problems: ['webhook-not-found'],
    queryParameters: { status: 'Only deliveries of this status.' },
  })
  @Get('webhooks/:id/deliveries')
  @Header('cache-control', 'private, no-store')
  list(
    @Param('site') site: string,
    @Param('id') id: string,
    @Query({ schema: WebhookDeliveryQuerySchema }) query: WebhookDeliveryQuery,
  ): Promise<WebhookDeliveryList> {
    return this.deliveries.list(site, id, query);
  }

  @Operation({
    id: 'readWebhookDelivery',
    tag: 'Webhooks',
    summary: 'Returns a delivery, with the request as it would be sent now.',
    access: 'admin',
    parameters: delivery,
    answer: { status: 200, schema: WebhookDeliveryDetailSchema },
    problems: ['webhook-not-found', 'delivery-not-found'],
  })
  @Get('webhooks/:id/deliveries/:delivery')
  @Header('cache-control', 'private, no-store')
  read(
    @Param('site') site: string,
    @Param('id') id: string,
    @Param('delivery') deliveryId: string,
  ): Promise<WebhookDeliveryDetail> {
    return this.deliveries.get(site, id, deliveryId);
  }

  @Operation({
    id: 'replayWebhookDeliveries',
    tag: 'Webhooks',
    summary: 'Sends again, once and with the same ids, what was to be sent to a webhook in a time span.',
    access: 'admin',
    answer: { status: 202, schema: ReplayedDeliveriesSchema },
    problems: ['webhook-not-found'],
  })
  @Post('webhooks/:id/replay')
  replaySpan(
    @Param('site') site: string,
    @Param('id') id: string,
    @Body({ schema: ReplayDeliveriesSchema }) request: ReplayDeliveries,
  ): Promise<ReplayedDeliveries> {
    return this.deliveries.replaySpan(site, id, request);
  }

  @Operation({
    id: 'replayWebhookDelivery',
    tag: 'Webhooks',
    summary: 'Sends a delivery again, once and with the same id, also to a webhook that is paused.',
    access: 'admin',
    parameters: delivery,
    answer: { status: 202, schema: WebhookDeliverySchema },
    problems: ['webhook-not-found', 'delivery-not-found'],
  })
  @Post('webhooks/:id/deliveries/:delivery/replay')
  replay(
    @Param('site') site: string,
    @Param('id') id: string,
    @Param('delivery') deliveryId: string,
  ): Promise<WebhookDelivery> {
    return this.deliveries.replay(site, id, deliveryId);
  }

  @Operation({
    id: 'replayDelivery',
    tag: 'Webhooks',
    summary: 'Sends a delivery again, as above, where the webhook’s id is not at hand.',
    access: 'admin',
    answer: { status: 202, schema: WebhookDeliverySchema },
    problems: ['delivery-not-found'],
  })
  @Post('deliveries/:id/replay')
  async replayOfSite(@Param('site') site: string, @Param('id') id: string): Promise<WebhookDelivery> {
    return this.deliveries.replay(site, null, id);
  }
}
