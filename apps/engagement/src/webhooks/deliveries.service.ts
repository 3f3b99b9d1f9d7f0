import {
  type ReplayDeliveries,
  type ReplayedDeliveries,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  type WebhookDeliveryList,
  type WebhookDeliveryQuery,
} from '@afterword/contracts';
import {
  actorIdOf,
  Cursor,
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  keeperOf,
  MAX_ID,
  newId,
  pageOf,
  type Principal,
  timeOfId,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SitesService } from '../sites';
import { DeliveriesRepository } from './deliveries.repository';
import { TEST_EVENT } from './delivery';
import { WebhookDispatcher } from './dispatcher';
import { WebhookSender } from './webhook-sender';
import { WebhooksService } from './webhooks.service';

const cursor = new Cursor(z.tuple([z.literal('deliveries'), z.uuid()]));

/** What was sent to a webhook, and sending it again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly sites: SitesService,
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesRepository,
    private readonly idempotency: IdempotencyService,
    private readonly sender: WebhookSender,
    private readonly dispatcher: WebhookDispatcher,
  ) {}

  /** The newest first. @throws DomainError `webhook-not-found` */
  async list(
    siteId: string,
    webhookId: string,
    { status, limit, cursor: after }: WebhookDeliveryQuery,
  ): Promise<WebhookDeliveryList> {
    const { id } = await this.webhooks.get(siteId, webhookId);
    const before = after === undefined ? MAX_ID : cursor.decode(after)[1];
    const rows = await this.deliveries.list(siteId, id, { before, limit: limit + 1, status });
    return pageOf(rows, limit, (last) => cursor.encode(['deliveries', last.id]));
  }

  /** With the request as it would be sent now. @throws DomainError `webhook-not-found`, `delivery-not-found` */
  async get(siteId: string, webhookId: string, id: string): Promise<WebhookDeliveryDetail> {
    const webhook = await this.webhooks.get(siteId, webhookId);
    const found = isId(id) ? await this.deliveries.find(siteId, webhook.id, id) : null;
    if (!found) throw new DomainError('delivery-not-found');
    const { of, ...delivery } = found;
    const { method, url, headers, body } = this.sender.requestOf(of, of, new Date());
    const shown = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
    return { ...delivery, request: { method, url: url.href, headers: shown, body } };
  }

  /** Sends an event that says that it is a test, once, also to a webhook that is paused. @throws DomainError `webhook-not-found` */
  async test(
    siteId: string,
    webhookId: string,
    { principal, key }: { principal: Principal; key: IdempotencyKey | null },
  ): Promise<WebhookDelivery> {
    const { id } = await this.webhooks.get(siteId, webhookId);
    const happenedAt = new Date();
    const subjectId = newId();
    const of = { siteId, pageId: null, subjectId, actorId: actorIdOf(principal), payload: {}, happenedAt };
    const owner = keeperOf(siteId, principal);
    const delivery = await this.idempotency.run(owner, key, async (tx): Promise<WebhookDelivery> => {
      const message = { endpointId: id, messageId: subjectId, type: TEST_EVENT } as const;
      const [deliveryId = ''] = await this.deliveries.add(tx, of, [message], { byHand: true });
      const at = happenedAt.toISOString();
      return {
        ...{ id: deliveryId, event: TEST_EVENT, messageId: subjectId, happenedAt: at },
        ...{ status: 'pending', attempts: [], nextAttemptAt: at },
      };
    });
    this.dispatcher.wake();
    return delivery;
  }

  /**
   * Sends a delivery once more, with the same id.
   * @param webhookId null: that of any webhook of the site
   * @throws DomainError `webhook-not-found`, `delivery-not-found`
   */
  async replay(siteId: string, webhookId: string | null, id: string): Promise<WebhookDelivery> {
    const site = await this.sites.get(siteId);
    const webhook = webhookId === null ? null : await this.webhooks.get(site.id, webhookId);
    const delivery = isId(id) ? await this.deliveries.replay(site.id, webhook?.id ?? null, id) : null;
    if (!delivery) throw new DomainError('delivery-not-found');
    this.dispatcher.wake();
    return delivery;
  }

  /** Sends again what was to be sent in a time span, the oldest first. @throws DomainError `webhook-not-found`, `invalid-request` */
  async replaySpan(
    siteId: string,
    webhookId: string,
    { since, until, which }: ReplayDeliveries,
  ): Promise<ReplayedDeliveries> {
    const { id } = await this.webhooks.get(siteId, webhookId);
    const span = { since: new Date(since), until: until === undefined ? new Date() : new Date(until) };
    if (span.until <= span.since) {
      const message = 'must be later than since';
      throw new DomainError('invalid-request', { errors: [{ path: '/until', message }] });
    }
    const { deliveries, next } = await this.deliveries.replaySpan(siteId, id, {
      ...span,
      onlyFailed: which === 'failed',
    });
    this.dispatcher.wake();
    return { deliveries, next: next === null ? null : timeOfId(next).toISOString() };
  }
}

const isId = (id: string): boolean => z.uuid().safeParse(id).success;
