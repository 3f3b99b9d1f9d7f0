import {
  counter,
  gaugeOf,
  LogLimiter,
  NIL_ID,
  reasonOf,
  type RelayLoop,
  RelayLoops,
  type SqlTransaction,
} from '@afterword/platform';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ModerationLog } from '../moderation-log';
import { DeliveriesRepository } from './deliveries.repository';
import type { TakenDelivery } from './delivery';
import { outcomeOf, RETRY_SECONDS } from './retry-schedule';
import { WebhookSender } from './webhook-sender';
import { WebhooksRepository } from './webhooks.repository';

/** Endpoints that this process sends to at one time, and how many of them may be ones that fail. */
export const MOST_LANES = 100;
const MOST_FAILING_LANES = MOST_LANES / 2;

/** Requests to one endpoint at one time. */
export const REQUESTS_PER_LANE = 4;

/** How long a lane goes on before others get their turn. Milliseconds. */
const TURN_MS = 1_000;

/** How late a delivery is sent that is due, or that another process has stored. Milliseconds. */
const IDLE_MS = 500;

/** How long requests may take when the process ends. Milliseconds. */
const DRAIN_MS = 3_000;

/** Answers of an endpoint that asks for less: all of its deliveries wait. */
const THROTTLING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const GONE = 410;

interface Lane {
  isFailing: boolean;
  done: Promise<void>;
}

/** Sends what is due. Each endpoint has a lane of its own, so that a slow one holds up itself only (decision record 0074). */
@Injectable()
export class WebhookDispatcher implements BeforeApplicationShutdown {
  /** Replaced in tests. */
  retrySeconds: readonly number[] = RETRY_SECONDS;
  /** Longer than any attempt takes: until then no other process sends the same. Replaced in tests. */
  leaseSeconds = 60;

  private readonly logger = new Logger('Webhooks');
  private readonly limiter = new LogLimiter();
  private readonly loop: RelayLoop;
  private readonly lanes = new Map<string, Lane>();
  /** The endpoint whose lane was begun last: the next turns are of those after it. */
  private last = NIL_ID;
  private isStopped = false;
  private readonly attempts = counter(
    'afterword_webhook_attempts_total',
    'Requests to webhooks by outcome: delivered, or failed',
    ['outcome'],
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly deliveries: DeliveriesRepository,
    private readonly webhooks: WebhooksRepository,
    private readonly sender: WebhookSender,
    private readonly log: ModerationLog,
    loops: RelayLoops,
  ) {
    this.loop = loops.create({ name: 'Webhooks', tick: () => this.tick(), idleMs: IDLE_MS });
    gaugeOf('afterword_webhook_lanes', 'Webhook endpoints that are sent to right now', () => this.lanes.size);
  }

  /** Says that something may be due. It is found within half a second without. */
  wake(): void {
    this.loop.wake();
  }

  /** What has not arrived when the process ends is given back, and sent by another one. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    const timer = setTimeout(() => this.sender.stop(), DRAIN_MS);
    await Promise.all([...this.lanes.values()].map(({ done }) => done));
    clearTimeout(timer);
  }

  /** Begins lanes for endpoints with something due. @returns how many */
  private async tick(): Promise<number> {
    let free = MOST_LANES - this.lanes.size;
    if (free <= 0 || this.isStopped) return 0;
    let begun = 0;
    for (const { id, isFailing } of await this.due(free)) {
      if (isFailing && this.failingLanes() >= MOST_FAILING_LANES) continue;
      if (free === 0 || this.isStopped) break;
      this.begin(id, isFailing);
      begun += 1;
      free -= 1;
    }
    return begun;
  }

  /** In turns: from the endpoint after the last one on, and then from the first one. */
  private async due(limit: number): Promise<{ id: string; isFailing: boolean }[]> {
    const except = [...this.lanes.keys()];
    const after = await this.deliveries.dueEndpoints(this.last, { except, limit: limit + MOST_FAILING_LANES });
    if (after.length > limit) return after;
    const known = [...except, ...after.map(({ id }) => id)];
    return [...after, ...(await this.deliveries.dueEndpoints(NIL_ID, { except: known, limit }))];
  }

  private failingLanes(): number {
    return [...this.lanes.values()].filter(({ isFailing }) => isFailing).length;
  }

  private begin(id: string, isFailing: boolean): void {
    this.last = id;
    const done = this.run(id)
      .then(() => this.wakeAfter(id))
      .catch((error: unknown) => {
        this.lanes.delete(id);
        const reason = reasonOf(error);
        this.limiter.run(reason, (fields) => this.logger.error({ ...fields, err: error }, `A lane failed: ${reason}`));
      });
    this.lanes.set(id, { isFailing, done });
  }

  private wakeAfter(id: string): void {
    this.lanes.delete(id);
    this.loop.wake();
  }

  private async run(endpointId: string): Promise<void> {
    const until = performance.now() + TURN_MS;
    do {
      const taken = await this.deliveries.take(endpointId, {
        most: REQUESTS_PER_LANE,
        leaseSeconds: this.leaseSeconds,
      });
      if (taken.length === 0) return;
      const sent = await Promise.all(taken.map((delivery) => this.deliver(delivery)));
      const unsent = taken.filter((_, index) => sent[index] === false);
      if (unsent.length > 0) await this.deliveries.release(endpointId, unsent);
    } while (performance.now() < until && !this.isStopped);
  }

  /** @returns false where it was not sent to its end, as the process ends */
  private async deliver(delivery: TakenDelivery): Promise<boolean> {
    const sent = await this.sender.send(delivery, delivery);
    if (!sent) return false;
    const { attempt, retryAfterSeconds } = sent;
    const isGone = attempt.status === GONE;
    const result = { error: attempt.error, isGone, retryAfterSeconds };
    const outcome = outcomeOf(delivery, result, { random: Math.random(), retrySeconds: this.retrySeconds });
    this.attempts.inc({ outcome: attempt.error === null ? 'delivered' : 'failed' });
    const endpoint = { siteId: delivery.siteId, id: delivery.endpointId };
    if (delivery.byHand || attempt.error === null) {
      await this.deliveries.settle(this.dataSource, delivery, attempt, outcome);
      if (!delivery.byHand && delivery.wasFailing) await this.webhooks.noteSuccess(this.dataSource, endpoint);
      return true;
    }
    const waitSeconds = THROTTLING.has(attempt.status ?? 0) ? retryAfterSeconds : null;
    await this.dataSource.transaction(async (tx) => {
      await this.deliveries.settle(tx, delivery, attempt, outcome);
      const paused = await this.webhooks.noteFailure(tx, endpoint, { isGone, waitSeconds });
      if (paused) await this.tellOfPause(tx, endpoint, paused);
    });
    return true;
  }

  /** Admins see it in the list of webhooks and in the site's log. */
  private async tellOfPause(
    tx: SqlTransaction,
    { siteId, id }: { siteId: string; id: string },
    { pause, url }: { pause: string; url: string },
  ): Promise<void> {
    const { host } = new URL(url);
    this.logger.warn({ site: siteId, webhook: id, host, because: pause }, 'A webhook was paused');
    const details = { webhook: { id, host, from: { status: 'active' }, to: { status: 'paused', because: pause } } };
    await this.log.record(tx, [{ siteId, action: 'settings.changed', by: null, details }]);
  }
}
