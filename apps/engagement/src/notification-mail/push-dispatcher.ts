import { LIMITS, type SiteLook } from '@afterword/contracts';
import { counter, execute, LogLimiter, RelayLoops, rowsOf } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { NotificationBatches } from '../notifications';
import { mailLanguage } from './mail-language';
import { PushSender } from './push-sender';
import {
  COUNT_PUSHES_ANEW,
  NOTE_PUSH_FAILURE,
  RETRY_PUSH,
  SETTLE_ALL_PUSHES,
  SETTLE_PUSH,
  TAKE_PUSHES,
  UNSUBSCRIBE,
} from './push-subscriptions.sql';
import { pushContent } from './push-text';

const MINUTE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3_600;
/** Longer than an attempt takes: until then no other process sends the same. */
const LEASE_SECONDS = 5 * MINUTE_SECONDS;
/** How many are sent at a time. */
const MOST_PUSHES = 20;
/** Between looks at what is due, while nothing is. */
const IDLE_MS = 1_000;

interface TakenPush {
  siteId: string;
  readerId: string;
  notificationId: string;
  /** Of the endpoint. */
  hash: Buffer;
  /** This one included. */
  attempts: number;
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
  language: string;
  /** The site's name. */
  site: string;
  look: SiteLook;
  /** Why it is not pushed, should it not be. */
  notFor: 'expired' | 'muted' | 'rate' | null;
}

/** As readers and staff are told it: see `NotificationDeliverySchema`. */
type Settled = NonNullable<TakenPush['notFor']> | 'sent' | 'read' | 'hidden' | 'failed';

/** Sends the pushes that are due. What they tell of is read when they are sent, as with mail: see decision record 0107. */
@Injectable()
export class PushDispatcher {
  private readonly logger = new Logger('Push');
  private readonly limiter = new LogLimiter();
  private readonly pushes = counter(
    'afterword_pushes_total',
    'Pushes by outcome: sent, gone (the browser is not there any more), refused, or failed (to be tried again)',
    ['outcome'],
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sender: PushSender,
    private readonly batches: NotificationBatches,
    loops: RelayLoops,
  ) {
    const interrupt = () => Promise.resolve(this.sender.stop());
    loops.create({ name: 'Push', tick: () => this.tick(), idleMs: IDLE_MS, mostPauseMs: 0, interrupt });
  }

  /** @returns how many pushes were tried */
  async tick(): Promise<number> {
    const taken = await rowsOf<TakenPush>(this.dataSource, TAKE_PUSHES, [
      ...[MOST_PUSHES, LEASE_SECONDS, LIMITS.pushHours, LIMITS.pushesPerHour],
    ]);
    await Promise.all(taken.map((push) => this.send(push)));
    return taken.length;
  }

  private async send(push: TakenPush): Promise<void> {
    const { siteId, readerId, notificationId, hash, attempts, endpoint, p256dh, auth, language, site, look } = push;
    const told = push.notFor ?? (await this.batches.toldNow({ siteId, readerId }, notificationId));
    if (typeof told === 'string') return this.settle(push, told);
    const content = pushContent(mailLanguage(language, look), site, told);
    const answer = await this.sender.send({ endpoint, p256dh, auth, id: notificationId, content });
    const { outcome, reason } = answer;
    if (outcome === 'interrupted') return;
    this.pushes.inc({ outcome });
    if (outcome === 'sent') {
      // Before the push is settled: whoever forgets the browser locks it first, too.
      await execute(this.dataSource, COUNT_PUSHES_ANEW, [siteId, readerId, hash]);
      return this.settle(push, 'sent');
    }
    if (outcome === 'gone') return this.forget(push, 'gone');
    this.limiter.run(reason, (fields) => this.logger.warn({ ...fields, reason }, 'A push was not sent'));
    if (outcome === 'failed' && attempts < LIMITS.pushAttempts) {
      const seconds = Math.min(Math.max(answer.afterSeconds, pauseAfter(attempts)), LONGEST_PAUSE_SECONDS);
      await execute(this.dataSource, RETRY_PUSH, [siteId, readerId, notificationId, hash, seconds]);
      return;
    }
    await this.settle(push, 'failed');
    const [row] = await rowsOf<{ failures: number }>(this.dataSource, NOTE_PUSH_FAILURE, [siteId, readerId, hash]);
    if (row && row.failures >= LIMITS.pushFailures) await this.forget(push, 'failed');
  }

  private async settle({ siteId, readerId, notificationId, hash }: TakenPush, outcome: Settled): Promise<void> {
    await execute(this.dataSource, SETTLE_PUSH, [siteId, readerId, notificationId, hash, outcome]);
  }

  /** A device, with what waits for it. @param outcome what became of that */
  private async forget({ siteId, readerId, hash }: TakenPush, outcome: 'gone' | 'failed'): Promise<void> {
    await execute(this.dataSource, SETTLE_ALL_PUSHES, [siteId, readerId, hash, outcome]);
    await execute(this.dataSource, UNSUBSCRIBE, [siteId, readerId, hash]);
  }
}

/** Doubles from a minute. Seconds. */
const pauseAfter = (attempts: number) => MINUTE_SECONDS * 2 ** (attempts - 1);
