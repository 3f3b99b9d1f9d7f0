import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type CreateWebhook,
  LIMITS,
  type ReplaceWebhookSecret,
  type UpdateWebhook,
  type Webhook,
  type WebhookFormat,
  type WebhookWithSecret,
} from '@afterword/contracts';
import {
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  keeperOf,
  newId,
  type Principal,
  type SqlTransaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { EventCursors } from '../event-log';
import { ModerationLog } from '../moderation-log';
import { SitesService } from '../sites';
import { WebhookDispatcher } from './dispatcher';
import { FORMATS } from './formats';
import { WebhookEvents } from './webhook-events';
import { WebhookSender } from './webhook-sender';
import { type EndpointKey, WebhooksRepository } from './webhooks.repository';

const SECRET_BYTES = 32;

/** Where a site is told what happens, as its admins set it. Each change is in the site's moderation log. */
@Injectable()
export class WebhooksService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly webhooks: WebhooksRepository,
    private readonly sites: SitesService,
    private readonly idempotency: IdempotencyService,
    private readonly sender: WebhookSender,
    private readonly dispatcher: WebhookDispatcher,
    private readonly log: ModerationLog,
    private readonly cursors: EventCursors,
    private readonly events: WebhookEvents,
  ) {}

  /** @throws DomainError `invalid-request` for an address that cannot be one, `too-many-webhooks` */
  async create(
    siteId: string,
    { url, events, format, description = null }: CreateWebhook,
    { principal, key }: { principal: Principal; key: IdempotencyKey | null },
  ): Promise<WebhookWithSecret> {
    const site = await this.sites.get(siteId);
    this.assertAddress(url, format);
    const add = async (tx: SqlTransaction): Promise<WebhookWithSecret> => {
      const secret = newSecret();
      const of = { siteId: site.id, id: newId() };
      const created = await this.webhooks.create(tx, of, { url, events, format, description, secret });
      if (!created) throw new DomainError('too-many-webhooks');
      await this.cursors.start(tx, this.events);
      await this.note(tx, of, { from: null, to: shownInLog(created) }, principal);
      return { ...created, secret };
    };
    // The answer holds a secret.
    return this.idempotency.run(keeperOf(site.id, principal), key, add, { sealed: true });
  }

  async list(siteId: string): Promise<Webhook[]> {
    return this.webhooks.list((await this.sites.get(siteId)).id);
  }

  /** @throws DomainError `webhook-not-found` */
  async get(siteId: string, id: string): Promise<Webhook> {
    return found(await this.webhooks.find(await this.keyOf(siteId, id)));
  }

  /** @throws DomainError `webhook-not-found`, `invalid-request` for an address that cannot be one */
  async update(siteId: string, id: string, change: UpdateWebhook, principal: Principal): Promise<Webhook> {
    const of = await this.keyOf(siteId, id);
    const changed = await this.dataSource.transaction(async (tx) => {
      const before = found(await this.webhooks.hold(tx, of));
      const { url = before.url, events = before.events, format = before.format, status = before.status } = change;
      const description = change.description === undefined ? before.description : change.description;
      this.assertAddress(url, format);
      const isPaused = status === 'paused';
      const after = found(await this.webhooks.change(tx, of, { url, events, format, description, isPaused }));
      const [from, to] = [shownInLog(before), shownInLog(after)];
      if (JSON.stringify(from) !== JSON.stringify(to) || before.url !== after.url)
        await this.note(tx, of, { from, to }, principal);
      return after;
    });
    // What has gathered while it was paused.
    this.dispatcher.wake();
    return changed;
  }

  /** @throws DomainError `webhook-not-found` */
  async replaceSecret(
    siteId: string,
    id: string,
    { retirePrevious }: ReplaceWebhookSecret,
    principal: Principal,
  ): Promise<WebhookWithSecret> {
    const of = await this.keyOf(siteId, id);
    const secret = newSecret();
    const previousHours = retirePrevious ? 0 : LIMITS.webhookPreviousSecretHours;
    return this.dataSource.transaction(async (tx) => {
      const changed = found(await this.webhooks.replaceSecret(tx, of, { secret, previousHours }));
      await this.note(tx, of, { secret: 'replaced', retirePrevious }, principal);
      return { ...changed, secret };
    });
  }

  /** Nothing is sent any more, what waits for a retry included. @throws DomainError `webhook-not-found` */
  async delete(siteId: string, id: string, principal: Principal): Promise<void> {
    const of = await this.keyOf(siteId, id);
    await this.dataSource.transaction(async (tx) => {
      const before = found(await this.webhooks.hold(tx, of));
      await this.webhooks.delete(tx, of);
      await this.note(tx, of, { from: shownInLog(before), to: null }, principal);
    });
  }

  private async keyOf(siteId: string, id: string): Promise<EndpointKey> {
    const site = await this.sites.get(siteId);
    if (!z.uuid().safeParse(id).success) throw new DomainError('webhook-not-found');
    return { siteId: site.id, id };
  }

  /** A name is looked up with each request only, since it may lead elsewhere by then. */
  private assertAddress(address: string, format: WebhookFormat): void {
    const url = new URL(address);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    const message =
      isIP(literal) !== 0 && !this.sender.network.isAllowed(literal)
        ? 'must be on the public internet, or in a network that the operator allows by WEBHOOK_ALLOW_PRIVATE'
        : FORMATS[format].problemOf?.(url);
    if (message) throw new DomainError('invalid-request', { errors: [{ path: '/url', message }] });
  }

  private note(tx: SqlTransaction, { siteId, id }: EndpointKey, change: object, by: Principal): Promise<void> {
    const details = { webhook: { id, ...change } };
    return this.log.record(tx, [{ siteId, action: 'settings.changed', by, details }]);
  }
}

const newSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** @throws DomainError `webhook-not-found` */
function found(webhook: Webhook | null): Webhook {
  if (!webhook) throw new DomainError('webhook-not-found');
  return webhook;
}

/** The whole address of a chat is its secret. */
const shownInLog = ({ url, events, format, description, status }: Webhook) => ({
  ...{ host: new URL(url).host, events, format, description, status },
});
