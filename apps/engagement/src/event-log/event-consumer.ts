import type { EventPayload, EventType } from '@afterword/contracts';
import type { QueuePolicy, Transaction } from '@afterword/platform';

/** An event as a consumer gets it. */
export type LoggedEvent<Type extends EventType = EventType> = {
  [T in Type]: {
    /** Stays the same however often the event is delivered. */
    id: string;
    type: T;
    siteId: string;
    pageId: string | null;
    /** The comment, reward, page or reader that it happened to. */
    subjectId: string;
    /** The reader who did it; null for the operator and for the services themselves. */
    actorId: string | null;
    payload: EventPayload<T>;
    /** When the transaction that recorded it began. */
    createdAt: Date;
  };
}[Type];

/** Does something about events. See `EventConsumers` for how to register one. */
export interface EventConsumer<Type extends EventType = EventType> {
  /** Names its cursor, its queue (`events.<name>`) and its metrics: lower-case letters, digits, hyphens. Never changes. */
  readonly name: string;
  /** The events that it wants; all where absent. */
  readonly types?: readonly Type[];
  /**
   * Where it begins when it is new: with what happens from now on, or with the oldest event in the log. `later`: not before its feature
   * calls `EventCursors.start`, so that it costs nothing until somebody uses it. `now` where absent.
   */
  readonly startsAt?: 'now' | 'oldest' | 'later';
  /** Where its queue differs from `EVENT_QUEUE_POLICY`. */
  readonly policy?: Partial<QueuePolicy>;
  /** How long the transaction for the events of one job may take; `EVENT_TIMEOUT_MS` where absent. Milliseconds. */
  readonly timeoutMs?: number;
  /**
   * Called once for each event as far as the database is concerned: what it does through `tx` is stored together with the
   * record that the event was handled, or not at all. Everything else it does may happen more than once.
   *
   * Short, and without the network: the log is not read past a transaction that is under way. Where something has to be sent,
   * store here what is to be sent, and send it elsewhere. The order of events is not promised.
   * @throws to be called again by the queue's policy
   */
  handle(tx: Transaction, event: LoggedEvent<Type>): Promise<void>;
}

/**
 * Retries span about an hour and a half, in which a new version can be deployed; a database that is away uses up none of them.
 * An event whose job has used up all of them is not lost: `afterword events replay` hands it over again.
 */
export const EVENT_QUEUE_POLICY: QueuePolicy = {
  attempts: 200,
  backoff: { baseMs: 200, maxMs: 30_000 },
  concurrency: 4,
  lockMs: 5_000,
};

/** Longest transaction of a consumer, since the log is not read past it. Milliseconds. */
export const EVENT_TIMEOUT_MS = 30_000;

export const policyOf = (consumer: EventConsumer): QueuePolicy => ({ ...EVENT_QUEUE_POLICY, ...consumer.policy });

export const queueOf = (consumer: Pick<EventConsumer, 'name'>): string => `events.${consumer.name}`;
