import type { EventPayload, EventType } from '@afterword/contracts';
import { execute, newId, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { APPEND_EVENTS } from './event-log.sql';

/** Something that happened, to be recorded with the fact itself. */
export type NewEvent = {
  [Type in EventType]: {
    type: Type;
    siteId: string;
    pageId: string | null;
    /** The comment, reward, page or reader that it happened to. */
    subjectId: string;
    /** The reader who did it; null for the operator and for the services themselves. */
    actorId: string | null;
    payload: EventPayload<Type>;
  };
}[EventType];

/** The record of what happened. */
@Injectable()
export class EventLog {
  /** Records events in the transaction of the facts that they tell of. */
  async append(tx: SqlTransaction, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await execute(tx, APPEND_EVENTS, [
      events.map(({ siteId }) => siteId),
      events.map(() => newId()),
      events.map(({ type }) => type),
      events.map(({ pageId }) => pageId),
      events.map(({ subjectId }) => subjectId),
      events.map(({ actorId }) => actorId),
      events.map(({ payload }) => JSON.stringify(payload)),
    ]);
  }
}
