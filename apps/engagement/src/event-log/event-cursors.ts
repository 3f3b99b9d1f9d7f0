import type { EventType } from '@afterword/contracts';
import { execute, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { EventConsumer } from './event-consumer';
import {
  ADVANCE_CURSOR,
  ANYTHING_TO_DO,
  CLUSTER_CHANGES,
  CONSUMER_LAG,
  CURSOR,
  EVENTS_AFTER,
  REGISTER_CONSUMER,
  REWIND_CURSOR,
  STARTED_CONSUMERS,
  STORE_CLUSTER,
} from './event-cursors.sql';
import { renumberLog } from './renumber-log';

/** A place in the log: an event's, or just before or behind one. */
export interface LogPlace {
  /** A transaction's number, which has more digits than a JavaScript number can hold. */
  txid: string;
  position: number;
}

export interface EventCursor extends LogPlace {
  consumer: string;
  /** Null: all. */
  types: readonly string[] | null;
  generation: number;
}

/** What the relay needs to know of an event. */
export interface EventRef extends LogPlace {
  id: string;
  type: string;
  /** Whether the consumer that it was read for has handled it. */
  handled: boolean;
}

/** How far each consumer has been given the log. */
@Injectable()
export class EventCursors {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  register(consumer: EventConsumer): Promise<void> {
    return this.start(this.dataSource, consumer);
  }

  /** Gives a consumer that starts `later` what happens from now on. Changes nothing where it has started. */
  async start(tx: SqlRunner, { name, startsAt, types }: EventConsumer): Promise<void> {
    const wanted: readonly EventType[] | null = types ?? null;
    await execute(tx, REGISTER_CONSUMER, [name, startsAt === 'oldest', wanted]);
  }

  /** Which of these consumers have started. */
  async started(consumers: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await rowsOf<{ consumer: string }>(this.dataSource, STARTED_CONSUMERS, [consumers]);
    return new Set(rows.map(({ consumer }) => consumer));
  }

  async get(consumer: string): Promise<EventCursor> {
    const [row] = await rowsOf<Omit<EventCursor, 'consumer'>>(this.dataSource, CURSOR, [consumer]);
    if (!row) throw new Error(`The event consumer ${consumer} has no cursor`);
    return { consumer, ...row };
  }

  /** The next events in the order of the log, those included that the consumer does not want. */
  readAfter({ consumer, txid, position }: EventCursor, limit: number): Promise<EventRef[]> {
    return rowsOf<EventRef>(this.dataSource, EVENTS_AFTER, [consumer, txid, position, limit]);
  }

  /** Whether there is an event that one of these consumers was not given, or the database is on another server than before. */
  async anythingToDo(consumers: readonly string[]): Promise<boolean> {
    const [row] = await rowsOf<{ something: boolean }>(this.dataSource, ANYTHING_TO_DO, [consumers]);
    // Nothing known of the server.
    return row?.something ?? true;
  }

  /** @returns false where the cursor was moved since it was read: it stays where it was moved to */
  async advance({ consumer, generation, txid, position }: EventCursor, to: LogPlace): Promise<boolean> {
    const moved = await execute(this.dataSource, ADVANCE_CURSOR, [
      consumer,
      generation,
      txid,
      position,
      to.txid,
      to.position,
    ]);
    return moved > 0;
  }

  /** Moves the cursor back to the earliest event that was not handled: jobs for what comes after it may be lost. */
  async rewind(consumer: string): Promise<void> {
    await execute(this.dataSource, REWIND_CURSOR, [consumer]);
  }

  /** Seconds since the oldest event that is not in the queue yet, for each of these consumers. */
  lag(consumers: readonly string[]): Promise<{ consumer: string; seconds: number }[]> {
    return rowsOf(this.dataSource, CONSUMER_LAG, [consumers]);
  }

  /**
   * Looks whether the database is still on the server that its transaction numbers come from. A log that was restored into
   * another cluster is renumbered: its numbers may be higher than the cluster's own, and its events would be unreadable until
   * the cluster gets there, and new ones would sort before them. Cursors go back as far as needed, so that nothing is skipped.
   * @returns what was found
   */
  async adopt(): Promise<'unchanged' | 'branched' | 'restored'> {
    const change = await this.clusterChange(this.dataSource);
    if (change === 'unchanged') return change;
    return this.dataSource.transaction(async (tx) => {
      if (change === 'restored') await renumberLog(tx);
      else {
        await execute(tx, REWIND_CURSOR, [null]);
        await execute(tx, STORE_CLUSTER);
      }
      return change;
    });
  }

  private async clusterChange(runner: SqlRunner): Promise<'unchanged' | 'branched' | 'restored'> {
    const [row] = await rowsOf<{ restored: boolean; branched: boolean }>(runner, CLUSTER_CHANGES);
    if (row?.restored) return 'restored';
    return row?.branched ? 'branched' : 'unchanged';
  }
}
