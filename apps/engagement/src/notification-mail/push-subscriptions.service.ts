import { createHash, ECDH } from 'node:crypto';
import { isIP } from 'node:net';
import {
  LIMITS,
  type NewPushSubscription,
  type RenewPushSubscription,
  type StoredPushSubscription,
} from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  execute,
  type ReaderIdentity,
  rowsOf,
  type ServiceConfig,
  trustOf,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { NotificationEvents } from '../notifications';
import { knownLanguage, wantedLanguages } from './mail-language';
import {
  FORGET_OLDEST_SUBSCRIPTIONS,
  READERS_OF_SUBSCRIPTION,
  RENEW_SUBSCRIPTION,
  SUBSCRIBE,
  SUBSCRIPTIONS_OF_READER,
  UNSUBSCRIBE,
} from './push-subscriptions.sql';

type Owner = Pick<ReaderIdentity, 'siteId' | 'id'>;

/** Browsers in which readers are told. */
@Injectable()
export class PushSubscriptionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly events: NotificationEvents,
  ) {}

  /**
   * The same browser twice is one. Where there are too many, the oldest goes.
   * @param languages of the browser (`Accept-Language`)
   * @throws DomainError `invalid-request` for what no browser gives
   */
  async add({ siteId, id }: Owner, asked: NewPushSubscription, languages: string): Promise<StoredPushSubscription> {
    const { endpoint, hash, p256dh, auth } = this.read(asked, '');
    await this.events.start();
    const language = knownLanguage(wantedLanguages(languages)) ?? 'en';
    await execute(this.dataSource, SUBSCRIBE, [siteId, id, hash, endpoint, p256dh, auth, language]);
    await execute(this.dataSource, FORGET_OLDEST_SUBSCRIPTIONS, [siteId, id, hash, LIMITS.pushSubscriptions - 1]);
    return { id: hash.toString('base64url') };
  }

  /**
   * Changes nothing where there is none that is the former one in all of its parts.
   * @throws DomainError `invalid-request` for what no browser gives
   */
  async renew({ former, subscription }: RenewPushSubscription): Promise<void> {
    const [before, now] = [partsOf(former), this.read(subscription, '/subscription')];
    const proof = [before.hash, before.p256dh, before.auth];
    const readers = await rowsOf<Owner>(this.dataSource, READERS_OF_SUBSCRIPTION, proof);
    for (const { siteId, id } of readers) {
      const values = [siteId, id, before.hash, now.hash, now.endpoint, now.p256dh, now.auth];
      await execute(this.dataSource, RENEW_SUBSCRIPTION, values);
      // Only now: what waits for it has gone on to the new one.
      if (!before.hash.equals(now.hash)) await execute(this.dataSource, UNSUBSCRIBE, [siteId, id, before.hash]);
    }
  }

  /** Changes nothing where there is none. @param subscription as `add` names it */
  async remove({ siteId, id }: Owner, subscription: string): Promise<void> {
    await execute(this.dataSource, UNSUBSCRIBE, [siteId, id, Buffer.from(subscription, 'base64url')]);
  }

  /** The newest first. */
  async of({ siteId, id }: Owner): Promise<string[]> {
    const rows = await rowsOf<{ hash: Buffer }>(this.dataSource, SUBSCRIPTIONS_OF_READER, [siteId, id]);
    return rows.map(({ hash }) => hash.toString('base64url'));
  }

  /** @param path of what is wrong, in the request */
  private read(asked: NewPushSubscription, path: string): ReturnType<typeof partsOf> {
    const parts = partsOf(asked);
    this.checkEndpoint(new URL(parts.endpoint), path);
    checkPoint(parts.p256dh, path);
    return parts;
  }

  /** What is sent there is encrypted, but whoever is on the way would learn who is told when. */
  private checkEndpoint({ protocol, hostname }: URL, path: string): void {
    const address = hostname.replace(/^\[|\]$/g, '');
    const isPrivate = isIP(address) !== 0 && trustOf(this.config.webhookAllowPrivate)(address);
    if (protocol !== 'https:' && !isPrivate) throw invalid(`${path}/endpoint`, 'must begin with https://');
  }
}

const partsOf = ({ endpoint, keys }: NewPushSubscription) => ({
  endpoint,
  hash: createHash('sha256').update(endpoint).digest(),
  p256dh: Buffer.from(keys.p256dh, 'base64url'),
  auth: Buffer.from(keys.auth, 'base64url'),
});

/** @throws DomainError `invalid-request` for bytes that are no public key */
function checkPoint(p256dh: Buffer, path: string): void {
  try {
    ECDH.convertKey(p256dh, 'prime256v1');
  } catch {
    throw invalid(`${path}/keys/p256dh`, 'must be a public key of a browser (P-256)');
  }
}

const invalid = (path: string, message: string) => new DomainError('invalid-request', { errors: [{ path, message }] });
