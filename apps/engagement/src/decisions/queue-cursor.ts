import type { ModerationQueueQuery } from '@afterword/contracts';
import { Cursor, MAX_ID, NIL_ID } from '@afterword/platform';
import { z } from 'zod';

type QueueSort = ModerationQueueQuery['sort'];

/** Where a part of a queue begins: after this comment. */
export interface QueuePlace {
  id: string;
  /** What its reports weigh, in the order by reports; 0 in the others. */
  weight: number;
}

const byTime = new Cursor(z.tuple([z.literal('queue'), z.uuid()]));
const byReports = new Cursor(z.tuple([z.literal('queue-by-reports'), z.number().min(0).max(1e9), z.uuid()]));

export const queueCursor = (sort: QueueSort, { id, weight }: QueuePlace): string =>
  sort === 'reports' ? byReports.encode(['queue-by-reports', weight, id]) : byTime.encode(['queue', id]);

/** @throws DomainError `invalid-request` for a cursor that no queue of this order returned */
export function readQueueCursor(sort: QueueSort, cursor: string | undefined): QueuePlace {
  if (cursor === undefined) return { id: sort === 'newest' ? MAX_ID : NIL_ID, weight: Infinity };
  if (sort !== 'reports') return { id: byTime.decode(cursor)[1], weight: 0 };
  const [, weight, id] = byReports.decode(cursor);
  return { id, weight };
}
