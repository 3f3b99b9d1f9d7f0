import { execute, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { LogPlace } from './event-cursors';
import {
  CONSUMER_POSITIONS,
  FORGET_HANDLED,
  LOCK_CURSOR,
  MOVE_CURSOR_BACK,
  PLACE_OF_EVENT,
  PLACE_OF_TIME,
} from './event-cursors.sql';

/** How far a consumer is. */
export interface ConsumerPosition extends LogPlace {
  consumer: string;
  /** Null: all. */
  types: string[] | null;
  /** Events that its queue was not given yet. */
  unread: number;
  /** Events that it has not handled, those in its queue and those that failed included. */
  unhandled: number;
  oldestUnhandledId: string | null;
  oldestUnhandledAt: Date | null;
}

/** The first event that is handed over again, or the time since when. */
export type ReplayStart = { eventId: string } | { time: Date };

/** A replay that cannot be done as it was asked for. The message says why. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

/** Hands events to a consumer that it has been given before. */
@Injectable()
export class EventReplay {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Every consumer that was ever registered, by name. Reads the whole log. */
  positions(): Promise<ConsumerPosition[]> {
    return rowsOf<ConsumerPosition>(this.dataSource, CONSUMER_POSITIONS);
  }

  /**
   * Forgets that the consumer has handled an event and all that follow it in the log, and moves its cursor back to before it.
   * A time stands for the first event in the log that happened then or later; some that follow it may have happened shortly
   * before. The relay does the rest, here or in another process.
   * @returns how many events will be handed over, those included that had not been
   * @throws ReplayError where there is no such consumer, no such event, or no event since that time
   */
  async replay(consumer: string, from: ReplayStart): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      if ((await execute(tx, LOCK_CURSOR, [consumer])) === 0)
        throw new ReplayError(`There is no event consumer ${consumer}`);
      const { txid, position } = await this.placeOf(tx, from);
      await execute(tx, FORGET_HANDLED, [consumer, txid, position]);
      const [row] = await rowsOf<{ events: number }>(tx, MOVE_CURSOR_BACK, [consumer, txid, position]);
      return row?.events ?? 0;
    });
  }

  private async placeOf(tx: Transaction, from: ReplayStart): Promise<LogPlace> {
    if ('eventId' in from) {
      const [place] = await rowsOf<LogPlace>(tx, PLACE_OF_EVENT, [from.eventId]);
      if (!place) throw new ReplayError(`The event ${from.eventId} is not in the log`);
      return place;
    }
    const [place] = await rowsOf<LogPlace>(tx, PLACE_OF_TIME, [from.time]);
    if (!place) throw new ReplayError(`No event has happened since ${from.time.toISOString()}`);
    return place;
  }
}
