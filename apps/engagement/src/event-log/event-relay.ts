import { EventsJobSchema, type EventsJob } from '@afterword/contracts';
import {
  counter,
  gauge,
  jobId,
  QueueBackend,
  QueueEpoch,
  QueueProducer,
  type RelayLoop,
  RelayLoops,
  rowsOf,
} from '@afterword/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type EventConsumer, policyOf, queueOf } from './event-consumer';
import { EventConsumers } from './event-consumers';
import { type EventCursor, EventCursors, type EventRef } from './event-cursors';
import { TAKE_TURN } from './event-cursors.sql';

/** Events in one job. They are handled in one transaction. */
export const EVENTS_PER_JOB = 100;

/** Jobs that one tick adds for one consumer at most. */
export const JOBS_PER_TICK = 20;

/** A consumer's queue gets no more jobs while so many are not done: what it has not got yet waits in the log. */
export const MAX_JOBS = 100;

/** The states of jobs that are not done. Those that have failed for good wait for an operator, and hold up nothing. */
const OPEN_JOBS = ['waiting', 'paused', 'prioritized', 'active', 'delayed'] as const;

/** How often the lag of consumers is measured. Milliseconds. */
const LAG_EVERY_MS = 5_000;

/** How long a consumer that starts later may wait for its first event. Milliseconds. */
const LOOK_AGAIN_MS = 500;

const relayed = () => counter('afterword_events_relayed_total', "Events added to a consumer's queue", ['consumer']);
const lag = () =>
  gauge(
    'afterword_events_lag_seconds',
    "Seconds since the oldest event that was not added to a consumer's queue; 0 where there is none",
    ['consumer'],
  );

/**
 * Moves events from the log into the queue of each consumer, and then the consumer's cursor; a crash in between adds them again,
 * which the record of handled events makes harmless. One process at a time does so, in turns of a tick.
 */
@Injectable()
export class EventRelay {
  private readonly logger = new Logger('EventRelay');
  private readonly epochs = new Map<string, QueueEpoch>();
  private readonly loop: RelayLoop;
  private registered = false;
  private lagReadAt = -Infinity;
  private lookAgainAt = -Infinity;
  /** The last tick read nothing, and nobody has said since that there is something. */
  private isQuiet = false;
  /** Consumers whose lag was not 0 when it was measured. */
  private readonly behind = new Set<string>();
  /** Consumers that start later and have: none ever ends again. */
  private readonly haveStarted = new Set<string>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    private readonly producer: QueueProducer,
    private readonly consumers: EventConsumers,
    private readonly cursors: EventCursors,
    loops: RelayLoops,
  ) {
    const interrupt = () => producer.interrupt();
    this.loop = loops.create({ name: 'EventRelay', tick: () => this.tick(), interrupt });
  }

  /** Says that events were committed. They are found within half a second without. */
  wake(): void {
    this.isQuiet = false;
    this.loop.wake();
  }

  /** @returns how many events were read */
  async tick(): Promise<number> {
    if (this.consumers.all().length === 0) return 0;
    if (this.isQuiet && !(await this.isWanted())) return 0;
    if (performance.now() - this.lagReadAt > LAG_EVERY_MS) await this.measureLag();
    const started = await this.started();
    if (started.length === 0) return 0;
    // A wake from here on counts.
    this.isQuiet = true;
    try {
      const read = await this.takeTurn(started);
      if (read > 0) this.isQuiet = false;
      return read;
    } catch (error) {
      this.isQuiet = false;
      throw error;
    }
  }

  /** At rest most ticks find nothing: whether there is something for anybody is asked in one statement, without the lock. */
  private async isWanted(): Promise<boolean> {
    for (const consumer of this.consumers.all().filter(this.takesPart))
      if (await this.epochOf(consumer).isLost()) return true;
    if (await this.cursors.anythingToDo(this.consumers.all().map(({ name }) => name))) return true;
    // Else the lag would stay as it was measured last, just before the last events were added.
    for (const consumer of this.behind) lag().set({ consumer }, 0);
    this.behind.clear();
    return false;
  }

  private takeTurn(started: readonly EventConsumer[]): Promise<number> {
    return this.dataSource.transaction(async (turn) => {
      const [lock] = await rowsOf<{ mine: boolean }>(turn, TAKE_TURN);
      if (!lock?.mine) return 0;
      await this.adopt();
      await this.register();
      let read = 0;
      const failures: unknown[] = [];
      for (const consumer of started) {
        try {
          read += await this.relay(consumer);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return read;
    });
  }

  /** Those that take part. Writes wake the relay often, so it looks twice a second for those that start later. */
  private async started(): Promise<EventConsumer[]> {
    const all = this.consumers.all();
    const others = all.filter((consumer) => !this.takesPart(consumer)).map(({ name }) => name);
    if (others.length > 0 && performance.now() >= this.lookAgainAt) {
      for (const name of await this.cursors.started(others)) this.haveStarted.add(name);
      this.lookAgainAt = performance.now() + LOOK_AGAIN_MS;
    }
    return all.filter(this.takesPart);
  }

  private readonly takesPart = ({ name, startsAt }: EventConsumer): boolean =>
    startsAt !== 'later' || this.haveStarted.has(name);

  private async relay(consumer: EventConsumer): Promise<number> {
    const { name } = consumer;
    await this.epochOf(consumer).ifLost(async () => {
      this.logger.warn(`The queue of ${name} has lost its jobs; events that were not handled are added again`);
      await this.cursors.rewind(name);
    });
    const cursor = await this.cursors.get(name);
    const events = await this.cursors.readAfter(cursor, JOBS_PER_TICK * EVENTS_PER_JOB);
    const last = events.at(-1);
    if (!last || (await this.isFull(consumer))) return 0;
    // The types are those of the newest version that was started: during a deploy this process may be an older one.
    const wanted = events.filter(({ type, handled }) => !handled && (cursor.types?.includes(type) ?? true));
    await this.producer.add(queueOf(consumer), policyOf(consumer), jobsOf(cursor, wanted));
    if (await this.cursors.advance(cursor, last)) relayed().inc({ consumer: name }, wanted.length);
    return events.length;
  }

  private async isFull(consumer: EventConsumer): Promise<boolean> {
    const counts = await (await this.producer.connected(queueOf(consumer))).getJobCounts();
    return OPEN_JOBS.reduce((sum, state) => sum + (counts[state] ?? 0), 0) >= MAX_JOBS;
  }

  private async adopt(): Promise<void> {
    const change = await this.cursors.adopt();
    if (change === 'restored')
      this.logger.warn('The event log was restored from another server: its events were renumbered');
    if (change === 'branched')
      this.logger.warn("The database server's history has branched: events that were not handled are added again");
  }

  private async register(): Promise<void> {
    if (this.registered) return;
    for (const consumer of this.consumers.all())
      if (consumer.startsAt !== 'later') await this.cursors.register(consumer);
    this.registered = true;
  }

  /** Every process does, since any of them may be asked for its metrics. */
  async measureLag(): Promise<void> {
    const names = this.consumers.all().map(({ name }) => name);
    for (const { consumer, seconds } of await this.cursors.lag(names)) {
      lag().set({ consumer }, seconds);
      if (seconds > 0) this.behind.add(consumer);
    }
    this.lagReadAt = performance.now();
  }

  private epochOf(consumer: EventConsumer): QueueEpoch {
    const queue = queueOf(consumer);
    let epoch = this.epochs.get(queue);
    if (!epoch) {
      epoch = new QueueEpoch(this.backend, queue);
      this.epochs.set(queue, epoch);
    }
    return epoch;
  }
}

function jobsOf({ consumer, generation }: EventCursor, events: readonly EventRef[]) {
  const jobs: { name: string; data: EventsJob; jobId: string }[] = [];
  for (let start = 0; start < events.length; start += EVENTS_PER_JOB) {
    const batch = events.slice(start, start + EVENTS_PER_JOB);
    const data = EventsJobSchema.parse({
      schemaVersion: 1,
      events: batch.map(({ id, txid, position }) => ({ id, txid, position })),
    });
    // With the generation, so that a job in the failed set does not keep its events from being replayed.
    const id = jobId('events', consumer, generation, batch[0]?.id ?? '', batch.at(-1)?.id ?? '');
    jobs.push({ name: 'events', data, jobId: id });
  }
  return jobs;
}
