import { createHash, ECDH } from 'node:crypto';
import { isIP } from 'node:net';
import { LIMITS, type NewPushSubscription, type StoredPushSubscription } from '@afterword/contracts';
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
import { FORGET_OLDEST_SUBSCRIPTIONS, SUBSCRIBE, SUBSCRIPTIONS_OF_READER, UNSUBSCRIBE } from './push-subscriptions.sql';

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
    const { endpoint, keys } = asked;
    this.checkEndpoint(new URL(endpoint));
    const p256dh = Buffer.from(keys.p256dh, 'base64url');
    checkPoint(p256dh);
    await this.events.start();
    const hash = createHash('sha256').update(endpoint).digest();
    const language = knownLanguage(wantedLanguages(languages)) ?? 'en';
    const auth = Buffer.from(keys.auth, 'base64url');
    await execute(this.dataSource, SUBSCRIBE, [siteId, id, hash, endpoint, p256dh, auth, language]);
    await execute(this.dataSource, FORGET_OLDEST_SUBSCRIPTIONS, [siteId, id, hash, LIMITS.pushSubscriptions - 1]);
    return { id: hash.toString('base64url') };
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

  /** What is sent there is encrypted, but whoever is on the way would learn who is told when. */
  private checkEndpoint({ protocol, hostname }: URL): void {
    const address = hostname.replace(/^\[|\]$/g, '');
    const isPrivate = isIP(address) !== 0 && trustOf(this.config.webhookAllowPrivate)(address);
    if (protocol !== 'https:' && !isPrivate) throw invalid('/endpoint', 'must begin with https://');
  }
}

/** @throws DomainError `invalid-request` for bytes that are no public key */
function checkPoint(p256dh: Buffer): void {
  try {
    ECDH.convertKey(p256dh, 'prime256v1');
  } catch {
    throw invalid('/keys/p256dh', 'must be a public key of a browser (P-256)');
  }
}

const invalid = (path: string, message: string) => new DomainError('invalid-request', { errors: [{ path, message }] });
