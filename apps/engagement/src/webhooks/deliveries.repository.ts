import {
  type DeliveryStatus,
  type EventType,
  LIMITS,
  type WebhookAttempt,
  type WebhookDelivery,
} from '@afterword/contracts';
import {
  Cleanup,
  execute,
  type GroupCommit,
  GroupCommits,
  idAt,
  inPipeline,
  MAX_ID,
  newId,
  rowsOf,
  type SqlRunner,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Occurrence, Outcome, TakenDelivery, Target, WebhookType } from './delivery';
import {
  ADD_DELIVERIES,
  DELETE_EXPIRED_DELIVERIES,
  DELIVERY_SUBJECT,
  DUE_ENDPOINTS,
  ENDPOINTS_FOR,
  LIST_DELIVERIES,
  LIST_DELIVERIES_OF_STATUS,
  LIST_OPEN_DELIVERIES,
  RELEASE_DELIVERY,
  REPLAY_DELIVERY,
  REPLAY_SPAN,
  SETTLE_DELIVERY,
  TAKE_DELIVERIES,
} from './deliveries.sql';

const DAY_MS = 86_400_000;
const BATCH = 1_000;

/** Something to be told. */
export interface NewOccurrence {
  siteId: string;
  pageId: string | null;
  subjectId: string;
  actorId: string | null;
  payload: object;
  happenedAt: Date;
}

export interface NewDelivery {
  endpointId: string;
  messageId: string;
  type: WebhookType;
}

interface ListedRow extends Omit<WebhookDelivery, 'happenedAt' | 'nextAttemptAt'> {
  happenedAt: Date;
  dueAt: Date | null;
}

interface SubjectRow extends Occurrence, Target {
  id: string;
  status: DeliveryStatus;
  attempts: WebhookAttempt[];
  dueAt: Date | null;
}

/** What is asked for an endpoint. */
interface Asked {
  endpointId: string;
  most: number;
  leaseSeconds: number;
}

/** What became of an attempt. */
interface Settled {
  delivery: TakenDelivery;
  attempt: WebhookAttempt;
  outcome: Outcome;
}

/**
 * What is to be sent to whom, and what became of it. Hundreds of requests may be under way at one time; what they ask of the database goes over
 * two connections, in groups, unless an attempt has failed, so that readers find some of the pool free.
 */
@Injectable()
export class DeliveriesRepository {
  private readonly taking: GroupCommit<Asked, TakenDelivery[]>;
  private readonly settling: GroupCommit<Settled, void>;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
    commits: GroupCommits,
  ) {
    this.taking = commits.create({
      name: 'webhooks-take',
      flush: (asked) =>
        inPipeline(this.dataSource, (tx) =>
          Promise.all(
            asked.map(({ endpointId, most, leaseSeconds }) =>
              rowsOf<TakenDelivery>(tx, TAKE_DELIVERIES, [endpointId, most, leaseSeconds]),
            ),
          ),
        ),
    });
    this.settling = commits.create({
      name: 'webhooks-settle',
      flush: (settled) =>
        inPipeline(this.dataSource, (tx) => Promise.all(settled.map((one) => this.settleNow(tx, one)))),
    });
    cleanup.add({ name: 'webhook-deliveries', run: () => this.deleteExpired() });
  }

  /** The endpoints of a site that want one of these types. */
  endpointsFor(
    runner: SqlRunner,
    { siteId, types, commentId }: { siteId: string; types: readonly EventType[]; commentId: string | null },
  ): Promise<{ id: string; events: string[] }[]> {
    return rowsOf(runner, ENDPOINTS_FOR, [siteId, types, commentId]);
  }

  /** @returns their ids, in order */
  async add(
    runner: SqlRunner,
    of: NewOccurrence,
    deliveries: readonly NewDelivery[],
    { byHand = false } = {},
  ): Promise<string[]> {
    const ids = deliveries.map(() => newId());
    await execute(runner, ADD_DELIVERIES, [
      of.siteId,
      deliveries.map(({ endpointId }) => endpointId),
      ids,
      deliveries.map(({ messageId }) => messageId),
      deliveries.map(({ type }) => type),
      of.pageId,
      of.subjectId,
      of.actorId,
      JSON.stringify(of.payload),
      of.happenedAt,
      byHand,
    ]);
    return ids;
  }

  dueEndpoints(
    after: string,
    { except, limit }: { except: readonly string[]; limit: number },
  ): Promise<{ id: string; isFailing: boolean }[]> {
    return rowsOf(this.dataSource, DUE_ENDPOINTS, [after, except, limit]);
  }

  /** What is due for an endpoint; no other process takes it for so many seconds. */
  take(asked: Asked): Promise<TakenDelivery[]> {
    return this.taking.run(asked);
  }

  settle(settled: Settled): Promise<void> {
    return this.settling.run(settled);
  }

  /** In a transaction of one's own. */
  async settleNow(runner: SqlRunner, { delivery, attempt, outcome }: Settled): Promise<void> {
    const { endpointId, id, lease } = delivery;
    const { status, failures, inSeconds, resumeAt } = outcome;
    const kept = LIMITS.webhookAttemptsKept;
    const values = [endpointId, id, lease, JSON.stringify(attempt), kept, status, failures, inSeconds, resumeAt];
    await execute(runner, SETTLE_DELIVERY, values);
  }

  async release({ endpointId, id, lease }: TakenDelivery): Promise<void> {
    await execute(this.dataSource, RELEASE_DELIVERY, [endpointId, id, lease]);
  }

  async list(
    siteId: string,
    endpointId: string,
    { before, limit, status }: { before: string; limit: number; status: DeliveryStatus | undefined },
  ): Promise<WebhookDelivery[]> {
    const values = [siteId, endpointId, before, limit];
    const rows =
      status === undefined
        ? await rowsOf<ListedRow>(this.dataSource, LIST_DELIVERIES, values)
        : await rowsOf<ListedRow>(
            this.dataSource,
            status === 'delivered' ? LIST_DELIVERIES_OF_STATUS : LIST_OPEN_DELIVERIES,
            [...values, status],
          );
    return rows.map(toDelivery);
  }

  async find(siteId: string, endpointId: string, id: string): Promise<(WebhookDelivery & { of: SubjectRow }) | null> {
    const [row] = await rowsOf<SubjectRow>(this.dataSource, DELIVERY_SUBJECT, [siteId, endpointId, id]);
    return row ? { ...toDelivery({ ...row, event: row.type }), of: row } : null;
  }

  /** @param endpointId null: any of the site */
  async replay(siteId: string, endpointId: string | null, id: string): Promise<WebhookDelivery | null> {
    const [row] = await rowsOf<ListedRow>(this.dataSource, REPLAY_DELIVERY, [siteId, id, endpointId]);
    return row ? toDelivery(row) : null;
  }

  /** @returns how many, and the first one that is left */
  async replaySpan(
    siteId: string,
    endpointId: string,
    { since, until, onlyFailed }: { since: Date; until: Date; onlyFailed: boolean },
  ): Promise<{ deliveries: number; next: string | null }> {
    const values = [siteId, endpointId, idAt(since), idAt(until), onlyFailed, LIMITS.webhookReplays];
    const [row] = await rowsOf<{ deliveries: number; next: string | null }>(this.dataSource, REPLAY_SPAN, values);
    return row ?? { deliveries: 0, next: null };
  }

  private deleteExpired(): Promise<number> {
    const first = idAt(new Date(Date.now() - LIMITS.webhookDeliveryDays * DAY_MS));
    return execute(this.dataSource, DELETE_EXPIRED_DELIVERIES, [first, BATCH, MAX_ID]);
  }
}

const toDelivery = (row: ListedRow): WebhookDelivery => ({
  id: row.id,
  event: row.event,
  messageId: row.messageId,
  happenedAt: row.happenedAt.toISOString(),
  status: row.status,
  attempts: row.attempts,
  nextAttemptAt: row.dueAt?.toISOString() ?? null,
});
