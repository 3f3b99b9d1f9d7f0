import {
  type CreateWebhook,
  CreateWebhookSchema,
  type ReplaceWebhookSecret,
  ReplaceWebhookSecretSchema,
  type UpdateWebhook,
  UpdateWebhookSchema,
  type Webhook,
  type WebhookList,
  WebhookListSchema,
  WebhookSchema,
  type WebhookWithSecret,
  WebhookWithSecretSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Param, Patch, Post } from '@nestjs/common';
import { WebhooksService } from './webhooks.service';

@Controller('v1/sites/:site/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Operation({
    id: 'createWebhook',
    tag: 'Webhooks',
    summary: 'Adds an address that is told what happens. The secret is in this answer only.',
    access: 'admin',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: WebhookWithSecretSchema },
    problems: ['too-many-webhooks'],
  })
  @Post()
  @Header('cache-control', 'no-store')
  create(
    @Param('site') site: string,
    @Body({ schema: CreateWebhookSchema }) request: CreateWebhook,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.create(site, request, { principal, key });
  }

  @Operation({
    id: 'listWebhooks',
    tag: 'Webhooks',
    summary: 'Lists the webhooks of a site, the oldest first.',
    access: 'admin',
    answer: { status: 200, schema: WebhookListSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  async list(@Param('site') site: string): Promise<WebhookList> {
    return { items: await this.webhooks.list(site), next: null };
  }

  @Operation({
    id: 'readWebhook',
    tag: 'Webhooks',
    summary: 'Returns a webhook.',
    access: 'admin',
    answer: { status: 200, schema: WebhookSchema },
    problems: ['webhook-not-found'],
  })
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  read(@Param('site') site: string, @Param('id') id: string): Promise<Webhook> {
    return this.webhooks.get(site, id);
  }

  @Operation({
    id: 'updateWebhook',
    tag: 'Webhooks',
    summary: 'Changes a webhook, pauses it, or makes it active again, when it gets what has happened meanwhile.',
    access: 'admin',
    answer: { status: 200, schema: WebhookSchema },
    problems: ['webhook-not-found'],
  })
  @Patch(':id')
  update(
    @Param('site') site: string,
    @Param('id') id: string,
    @Body({ schema: UpdateWebhookSchema }) change: UpdateWebhook,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Webhook> {
    return this.webhooks.update(site, id, change, principal);
  }

  @Operation({
    id: 'deleteWebhook',
    tag: 'Webhooks',
    summary: 'Deletes a webhook. Nothing is sent to it any more.',
    access: 'admin',
    answer: { status: 204 },
    problems: ['webhook-not-found'],
  })
  @Delete(':id')
  delete(
    @Param('site') site: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    return this.webhooks.delete(site, id, principal);
  }

  @Operation({
    id: 'replaceWebhookSecret',
    tag: 'Webhooks',
    summary: 'Gives a webhook a new secret. The one before signs too for a day, unless it is retired at once.',
    access: 'admin',
    answer: { status: 200, schema: WebhookWithSecretSchema },
    problems: ['webhook-not-found'],
  })
  @Post(':id/secret')
  @Header('cache-control', 'no-store')
  replaceSecret(
    @Param('site') site: string,
    @Param('id') id: string,
    @Body({ schema: ReplaceWebhookSecretSchema }) request: ReplaceWebhookSecret,
    @CurrentPrincipal() principal: Principal,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.replaceSecret(site, id, request, principal);
  }
}
