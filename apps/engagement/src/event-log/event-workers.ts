import { EVENTS, EventsJobSchema, type EventsJob, type EventType } from '@afterword/contracts';
import {
  CONFIG,
  counter,
  execute,
  isUnavailable,
  QueueConsumer,
  rowsOf,
  type ServiceConfig,
  type Transaction,
} from '@afterword/platform';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { UnrecoverableError } from 'bullmq';
import type { DataSource } from 'typeorm';
import { EVENT_TIMEOUT_MS, type EventConsumer, type LoggedEvent, policyOf, queueOf } from './event-consumer';
import { EventConsumers } from './event-consumers';
import { CLAIM_EVENTS, LIMIT_TRANSACTION } from './event-handling.sql';

type EventRow = Omit<LoggedEvent, 'type' | 'payload'> & { type: string; payload: unknown };

const handled = () =>
  counter('afterword_events_handled_total', 'Events that a consumer has handled, or failed to', [
    'consumer',
    'outcome',
  ]);

/**
 * Takes the jobs of every consumer's queue. The events of a job are handled in one transaction, together with the record that
 * they were, so that a job that comes twice, or whose process is killed, does nothing twice in the database. Where one event
 * fails, each is handled in a transaction of its own, and the job is tried again for those that failed.
 */
@Injectable()
export class EventWorkers implements OnApplicationBootstrap {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly queues: QueueConsumer,
    private readonly consumers: EventConsumers,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('worker')) return;
    for (const consumer of this.consumers.all())
      this.queues.consume(queueOf(consumer), policyOf(consumer), ({ data }) => this.handle(consumer, data));
  }

  private async handle(consumer: EventConsumer, data: unknown): Promise<void> {
    const { success, data: job, error } = EventsJobSchema.safeParse(data);
    if (!success) throw new UnrecoverableError(`A job of ${queueOf(consumer)} is not valid. ${error.message}`);
    try {
      await this.handleTogether(consumer, job.events);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (job.events.length === 1) throw this.failed(consumer, 1, error);
      await this.handleEach(consumer, job.events);
    }
  }

  /** @throws the first failure, after every event was tried */
  private async handleEach(consumer: EventConsumer, events: EventsJob['events']): Promise<void> {
    const failures: unknown[] = [];
    for (const event of events) {
      try {
        await this.handleTogether(consumer, [event]);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        failures.push(error);
      }
    }
    if (failures.length > 0) throw this.failed(consumer, failures.length, failures[0]);
  }

  private async handleTogether(consumer: EventConsumer, events: EventsJob['events']): Promise<void> {
    const { timeoutMs = EVENT_TIMEOUT_MS } = consumer;
    const done = await withinMs(timeoutMs, () =>
      this.dataSource.transaction(async (tx) => {
        await execute(tx, LIMIT_TRANSACTION, [timeoutMs]);
        const rows = await this.claim(tx, consumer, events);
        for (const row of rows) {
          try {
            await consumer.handle(tx, eventOf(consumer, row));
          } catch (error) {
            if (isUnavailable(error)) throw error;
            throw new EventFailure(row, error);
          }
        }
        return rows.length;
      }),
    );
    handled().inc({ consumer: consumer.name, outcome: 'done' }, done);
  }

  private claim(tx: Transaction, { name }: EventConsumer, events: EventsJob['events']): Promise<EventRow[]> {
    return rowsOf<EventRow>(tx, CLAIM_EVENTS, [
      name,
      events.map(({ txid }) => txid),
      events.map(({ position }) => position),
      events.map(({ id }) => id),
    ]);
  }

  private failed({ name }: EventConsumer, events: number, error: unknown): Error {
    handled().inc({ consumer: name, outcome: 'failed' }, events);
    const others = events > 1 ? `, and ${events - 1} more events failed` : '';
    return new Error(`Consumer ${name}: ${error instanceof Error ? error.message : String(error)}${others}`, {
      cause: error,
    });
  }
}

class EventFailure extends Error {
  override readonly name = 'EventFailure';

  constructor({ id, type }: EventRow, cause: unknown) {
    super(`event ${id} (${type}) failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** @throws for an event that this version does not know or whose consumer does not want it: a newer one will take it */
function eventOf(consumer: EventConsumer, row: EventRow): LoggedEvent {
  const { type } = row;
  if (!isEventType(type)) throw new Error('This version does not know this type of event');
  if (consumer.types && !consumer.types.includes(type))
    throw new Error('This version of the consumer does not want this type');
  // The schema is the type's own, which the compiler cannot see.
  return { ...row, type, payload: EVENTS[type].parse(row.payload) } as LoggedEvent;
}

const isEventType = (type: string): type is EventType => Object.hasOwn(EVENTS, type);

/** @throws when it takes longer. PostgreSQL ends the transaction of work that hangs (`LIMIT_TRANSACTION`). */
async function withinMs<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Its transaction took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
