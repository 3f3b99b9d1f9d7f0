import type { WebhookPause } from '@afterword/contracts';
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
import { StaffMailRepository } from '../staff-mail';
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

/** What one endpoint is sent right now. */
class Lane {
  readonly underWay = new Set<Promise<void>>();
  done: Promise<void> = Promise.resolve();
  /** Ends the lane's wait: a request has ended, or more is due. */
  wake: () => void = () => undefined;

  constructor(public isFailing: boolean) {}

  /** How many requests may be begun. An endpoint that fails gets one at a time. */
  get room(): number {
    return (this.isFailing ? 1 : REQUESTS_PER_LANE) - this.underWay.size;
  }
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
    private readonly staffMail: StaffMailRepository,
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

  /** Begins lanes for endpoints with something due, and wakes those that have room for more of it. @returns how many were begun */
  private async tick(): Promise<number> {
    let begun = 0;
    for (const { id, isFailing } of await this.due()) {
      if (this.isStopped) break;
      const lane = this.lanes.get(id);
      if (lane) {
        lane.wake();
        continue;
      }
      if (this.lanes.size >= MOST_LANES) break;
      if (isFailing && this.failingLanes() >= MOST_FAILING_LANES) continue;
      this.begin(id, isFailing);
      begun += 1;
    }
    return begun;
  }

  /** In turns: from the endpoint after the last one on, and then from the first one. */
  private async due(): Promise<{ id: string; isFailing: boolean }[]> {
    const full = [...this.lanes].filter(([, lane]) => lane.room <= 0).map(([id]) => id);
    const limit = MOST_LANES - full.length;
    if (limit <= 0 || this.isStopped) return [];
    const after = await this.deliveries.dueEndpoints(this.last, { except: full, limit: limit + MOST_FAILING_LANES });
    // From the first one on already.
    if (after.length > limit || this.last === NIL_ID) return after;
    const known = [...full, ...after.map(({ id }) => id)];
    const due = [...after, ...(await this.deliveries.dueEndpoints(NIL_ID, { except: known, limit }))];
    // Nobody waits: whoever is first then has its turn, and rest asks once.
    if (due.length === 0) this.last = NIL_ID;
    return due;
  }

  private failingLanes(): number {
    return [...this.lanes.values()].filter(({ isFailing }) => isFailing).length;
  }

  private begin(id: string, isFailing: boolean): void {
    this.last = id;
    const lane = new Lane(isFailing);
    this.lanes.set(id, lane);
    lane.done = this.run(id, lane)
      .catch((error: unknown) => this.tellOf(error))
      .finally(() => {
        this.lanes.delete(id);
        this.loop.wake();
      });
  }

  private tellOf(error: unknown): void {
    const reason = reasonOf(error);
    this.limiter.run(reason, (fields) => this.logger.error({ ...fields, err: error }, `A lane failed: ${reason}`));
  }

  /** Sends until nothing is due, or until its turn is over where others wait for one. A slow answer holds up its own request only. */
  private async run(endpointId: string, lane: Lane): Promise<void> {
    const until = performance.now() + TURN_MS;
    const isItsTurn = () => !this.isStopped && (this.lanes.size < MOST_LANES || performance.now() < until);
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => (lane.wake = resolve));
        const most = isItsTurn() ? lane.room : 0;
        const { leaseSeconds } = this;
        const taken = most > 0 ? await this.deliveries.take({ endpointId, most, leaseSeconds }) : [];
        for (const delivery of taken) this.start(lane, delivery);
        if (lane.underWay.size === 0) return;
        await woken;
      }
    } finally {
      await Promise.all(lane.underWay);
    }
  }

  private start(lane: Lane, delivery: TakenDelivery): void {
    const sent = this.deliver(lane, delivery)
      .catch((error: unknown) => this.tellOf(error))
      .finally(() => {
        lane.underWay.delete(sent);
        lane.wake();
      });
    lane.underWay.add(sent);
  }

  private async deliver(lane: Lane, delivery: TakenDelivery): Promise<void> {
    const sent = await this.sender.send(delivery, delivery);
    // Not sent to its end, as the process ends.
    if (!sent) return this.deliveries.release(delivery);
    const { attempt, retryAfterSeconds } = sent;
    const isGone = attempt.status === GONE;
    const result = { error: attempt.error, isGone, retryAfterSeconds };
    const outcome = outcomeOf(delivery, result, { random: Math.random(), retrySeconds: this.retrySeconds });
    this.attempts.inc({ outcome: attempt.error === null ? 'delivered' : 'failed' });
    const endpoint = { siteId: delivery.siteId, id: delivery.endpointId };
    if (delivery.byHand || attempt.error === null) {
      await this.deliveries.settle({ delivery, attempt, outcome });
      if (delivery.byHand) return;
      lane.isFailing = false;
      if (delivery.wasFailing) await this.webhooks.noteSuccess(this.dataSource, endpoint);
      return;
    }
    lane.isFailing = true;
    const waitSeconds = THROTTLING.has(attempt.status ?? 0) ? retryAfterSeconds : null;
    await this.dataSource.transaction(async (tx) => {
      await this.deliveries.settleNow(tx, { delivery, attempt, outcome });
      const paused = await this.webhooks.noteFailure(tx, endpoint, { isGone, waitSeconds });
      if (paused) await this.tellOfPause(tx, endpoint, paused);
    });
  }

  /** Admins see it in the list of webhooks and in the site's log, and get a mail. */
  private async tellOfPause(
    tx: SqlTransaction,
    { siteId, id }: { siteId: string; id: string },
    { pause, url }: { pause: WebhookPause; url: string },
  ): Promise<void> {
    const { host } = new URL(url);
    this.logger.warn({ site: siteId, webhook: id, host, because: pause }, 'A webhook was paused');
    const details = { webhook: { id, host, from: { status: 'active' }, to: { status: 'paused', because: pause } } };
    await this.log.record(tx, [{ siteId, action: 'settings.changed', by: null, details }]);
    // Whoever pauses one by hand knows.
    if (pause !== 'manual')
      await this.staffMail.tellAdmins(tx, siteId, { kind: 'webhook-paused', details: { host, because: pause } });
  }
}
