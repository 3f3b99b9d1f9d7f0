import type { CommentSort } from '@afterword/contracts';
import { Cursor, NIL_ID } from '@afterword/platform';
import { z } from 'zod';

/** The position after a comment, by its sort values. Stable while comments arrive. */
export interface TopCursor {
  pinned: boolean;
  score: number;
  id: string;
}
export interface TimeCursor {
  id: string;
}

type TimeSort = Exclude<CommentSort, 'top'> | 'replies';

const top = new Cursor(z.tuple([z.literal('top'), z.boolean(), z.int(), z.uuid()]));
const byTime = (sort: TimeSort) => new Cursor(z.tuple([z.literal(sort), z.uuid()]));
const time = { newest: byTime('newest'), oldest: byTime('oldest'), replies: byTime('replies') };

export const topCursor = ({ pinned, score, id }: TopCursor) => top.encode(['top', pinned, score, id]);
export const timeCursor = (sort: TimeSort, { id }: TimeCursor) => time[sort].encode([sort, id]);

/** The position before a list of replies. */
export const FIRST_REPLY: TimeCursor = { id: NIL_ID };

/** @throws DomainError `invalid-request` for a cursor that this list did not give */
export function readTopCursor(cursor: string): TopCursor {
  const [, pinned, score, id] = top.decode(cursor);
  return { pinned, score, id };
}

/** @throws DomainError `invalid-request` for a cursor that this list did not give */
export function readTimeCursor(sort: TimeSort, cursor: string): TimeCursor {
  return { id: time[sort].decode(cursor)[1] };
}
