import {
  type NewPushSubscription,
  NewPushSubscriptionSchema,
  type PushKey,
  PushKeySchema,
  type RenewPushSubscription,
  RenewPushSubscriptionSchema,
  type StoredPushSubscription,
  StoredPushSubscriptionSchema,
} from '@afterword/contracts';
import { CONFIG, CurrentReader, Operation, type ReaderPrincipal, type ServiceConfig } from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { PushSubscriptionsService } from './push-subscriptions.service';
import { pushWorker } from './push-worker';
import { VapidKey } from './vapid-key';

/** What a site needs to tell its readers in their browsers. */
@Controller()
export class PushSubscriptionsController {
  constructor(
    private readonly subscriptions: PushSubscriptionsService,
    private readonly key: VapidKey,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'readPushKey',
    tag: 'Notifications',
    summary: 'Returns the key with which a browser subscribes to pushes.',
    access: 'anonymous',
    everyOrigin: true,
    limit: 'read',
    answer: { status: 200, schema: PushKeySchema },
  })
  @Get('v1/push/key')
  @Header('cache-control', 'public, max-age=300')
  async readKey(): Promise<PushKey> {
    return { key: await this.key.publicKey() };
  }

  @Operation({
    id: 'subscribeToPushes',
    tag: 'Notifications',
    summary: 'Tells the reader in a browser, too, from now on. The same browser twice is one.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: StoredPushSubscriptionSchema },
  })
  @Post('v1/me/push-subscriptions')
  @HttpCode(200)
  subscribe(
    @Body({ schema: NewPushSubscriptionSchema }) asked: NewPushSubscription,
    @CurrentReader() { reader }: ReaderPrincipal,
    @Headers('accept-language') languages = '',
  ): Promise<StoredPushSubscription> {
    return this.subscriptions.add(reader, asked, languages);
  }

  @Operation({
    id: 'endPushes',
    parameters: { subscription: { description: 'The `id` that subscribing gave.', schema: { type: 'string' } } },
    tag: 'Notifications',
    summary: 'Tells the reader no more in a browser.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 204 },
  })
  @Delete('v1/me/push-subscriptions/:subscription')
  async end(@Param('subscription') id: string, @CurrentReader() { reader }: ReaderPrincipal): Promise<void> {
    await this.subscriptions.remove(reader, id);
  }

  @Operation({
    id: 'renewPushes',
    tag: 'Notifications',
    summary:
      'A browser has another subscription than before: whoever it was for is told by the new one. Changes nothing where the former one is not known.',
    access: 'anonymous',
    everyOrigin: true,
    limit: 'edit',
    answer: { status: 204 },
  })
  @Post('v1/push/renew')
  @HttpCode(204)
  async renew(@Body({ schema: RenewPushSubscriptionSchema }) renewal: RenewPushSubscription): Promise<void> {
    await this.subscriptions.renew(renewal);
  }

  @Operation({
    id: 'pushWorker',
    tag: 'Notifications',
    summary: 'The service worker that shows what is pushed.',
    access: 'anonymous',
    everyOrigin: true,
    answer: { status: 200, mediaType: 'text/javascript' },
  })
  @Get('push/worker.js')
  @Header('cache-control', 'no-cache')
  @Header('content-type', 'text/javascript; charset=utf-8')
  worker(): string {
    return pushWorker(this.config.engagementUrl);
  }
}
