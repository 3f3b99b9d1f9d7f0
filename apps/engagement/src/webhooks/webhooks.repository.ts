import { LIMITS, type Webhook, type WebhookFormat, type WebhookPause } from '@afterword/contracts';
import { Cleanup, execute, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { FAILURES_TO_PAUSE } from './retry-schedule';
import {
  CHANGE_ENDPOINT,
  CREATE_ENDPOINT,
  DELETE_EMPTY_ENDPOINTS,
  DELETE_ENDPOINT,
  ENDPOINT,
  ENDPOINTS_OF_SITE,
  HOLD_ENDPOINT,
  NOTE_FAILURE,
  NOTE_SUCCESS,
  REPLACE_SECRET,
} from './webhooks.sql';

interface EndpointRow {
  id: string;
  siteId: string;
  url: string;
  description: string | null;
  events: string[];
  format: WebhookFormat;
  pausedBecause: WebhookPause | null;
  pausedAt: Date | null;
  failingSince: Date | null;
  failures: number;
  previousSecretUntil: Date | null;
  createdAt: Date;
}

export interface EndpointSettings {
  url: string;
  description: string | null;
  events: readonly string[];
  format: WebhookFormat;
}

export interface EndpointKey {
  siteId: string;
  id: string;
}

const BATCH = 100;

/** Where sites are told what happens. */
@Injectable()
export class WebhooksRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({
      name: 'webhook-endpoints',
      run: () => execute(this.dataSource, DELETE_EMPTY_ENDPOINTS, [BATCH]),
    });
  }

  /** @returns null where the site has too many */
  async create(
    tx: SqlTransaction,
    { siteId, id }: EndpointKey,
    { url, description, events, format, secret }: EndpointSettings & { secret: string },
  ): Promise<Webhook | null> {
    const values = [siteId, id, url, description, events, format, secret, LIMITS.webhookEndpoints];
    return webhookOf(await rowsOf<EndpointRow>(tx, CREATE_ENDPOINT, values));
  }

  async list(siteId: string): Promise<Webhook[]> {
    return (await rowsOf<EndpointRow>(this.dataSource, ENDPOINTS_OF_SITE, [siteId])).map(toWebhook);
  }

  async find({ siteId, id }: EndpointKey): Promise<Webhook | null> {
    return webhookOf(await rowsOf<EndpointRow>(this.dataSource, ENDPOINT, [siteId, id]));
  }

  /** Locks it for a change. */
  async hold(tx: SqlTransaction, { siteId, id }: EndpointKey): Promise<Webhook | null> {
    return webhookOf(await rowsOf<EndpointRow>(tx, HOLD_ENDPOINT, [siteId, id]));
  }

  async change(
    tx: SqlTransaction,
    { siteId, id }: EndpointKey,
    { url, description, events, format, isPaused }: EndpointSettings & { isPaused: boolean },
  ): Promise<Webhook | null> {
    const values = [siteId, id, url, description, events, format, isPaused];
    return webhookOf(await rowsOf<EndpointRow>(tx, CHANGE_ENDPOINT, values));
  }

  /** @param previousHours how long the secret before stays valid */
  async replaceSecret(
    tx: SqlTransaction,
    { siteId, id }: EndpointKey,
    { secret, previousHours }: { secret: string; previousHours: number },
  ): Promise<Webhook | null> {
    return webhookOf(await rowsOf<EndpointRow>(tx, REPLACE_SECRET, [siteId, id, secret, previousHours]));
  }

  /** @returns false where there is none */
  async delete(tx: SqlTransaction, { siteId, id }: EndpointKey): Promise<boolean> {
    return (await rowsOf(tx, DELETE_ENDPOINT, [siteId, id])).length > 0;
  }

  async noteSuccess(runner: SqlRunner, { siteId, id }: EndpointKey): Promise<void> {
    await execute(runner, NOTE_SUCCESS, [siteId, id]);
  }

  /** @returns why the endpoint is paused by this failure, if it is */
  async noteFailure(
    tx: SqlTransaction,
    { siteId, id }: EndpointKey,
    { isGone, waitSeconds }: { isGone: boolean; waitSeconds: number | null },
  ): Promise<{ pause: WebhookPause; url: string } | null> {
    const values = [siteId, id, isGone, waitSeconds, LIMITS.webhookFailingDays, FAILURES_TO_PAUSE];
    const [row] = await rowsOf<{ pause: WebhookPause | null; url: string }>(tx, NOTE_FAILURE, values);
    return row?.pause ? { pause: row.pause, url: row.url } : null;
  }
}

const webhookOf = ([row]: readonly EndpointRow[]): Webhook | null => (row ? toWebhook(row) : null);

const toWebhook = (row: EndpointRow): Webhook => ({
  id: row.id,
  url: row.url,
  events: row.events,
  format: row.format,
  description: row.description,
  status: row.pausedBecause === null ? 'active' : 'paused',
  pausedBecause: row.pausedBecause,
  pausedAt: row.pausedAt?.toISOString() ?? null,
  failingSince: row.failingSince?.toISOString() ?? null,
  failures: row.failures,
  previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
