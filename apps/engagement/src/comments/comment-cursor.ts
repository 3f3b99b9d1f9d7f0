import type { CommentSort } from '@afterword/contracts';
import { Cursor, NIL_ID } from '@afterword/platform';
import { z } from 'zod';

/** The position after a comment, by the rank that it had when the list was begun. Stable while comments arrive and ranks change. */
export interface TopCursor {
  pinned: boolean;
  score: number;
  id: string;
  /** The page's comments version when the list was begun. */
  version: number;
}
export interface TimeCursor {
  id: string;
}

type TimeSort = Exclude<CommentSort, 'top'> | 'replies';

/** Without a version: from a list that was begun before cursors had one. It goes on by the ranks of the present. */
const top = new Cursor(
  z.union([
    z.tuple([z.literal('top'), z.boolean(), z.int(), z.uuid(), z.int().min(0)]),
    z.tuple([z.literal('top'), z.boolean(), z.int(), z.uuid()]),
  ]),
);
const byTime = (sort: TimeSort) => new Cursor(z.tuple([z.literal(sort), z.uuid()]));
const time = {
  newest: byTime('newest'),
  oldest: byTime('oldest'),
  author: byTime('author'),
  replies: byTime('replies'),
};

export const topCursor = ({ pinned, score, id, version }: TopCursor) => top.encode(['top', pinned, score, id, version]);
export const timeCursor = (sort: TimeSort, { id }: TimeCursor) => time[sort].encode([sort, id]);

const ancestors = new Cursor(z.tuple([z.literal('ancestors'), z.uuid()]));

/** The position above a comment, in the list of what another one replies to. */
export const ancestorCursor = ({ id }: { id: string }) => ancestors.encode(['ancestors', id]);

/** @throws DomainError `invalid-request` for a cursor that this list did not give */
export const readAncestorCursor = (cursor: string): string => ancestors.decode(cursor)[1];

/** The position before a list of replies. */
export const FIRST_REPLY: TimeCursor = { id: NIL_ID };

/** @throws DomainError `invalid-request` for a cursor that this list did not give */
export function readTopCursor(cursor: string): TopCursor {
  const [, pinned, score, id, version = Number.MAX_SAFE_INTEGER] = top.decode(cursor);
  return { pinned, score, id, version };
}

/** @throws DomainError `invalid-request` for a cursor that this list did not give */
export function readTimeCursor(sort: TimeSort, cursor: string): TimeCursor {
  return { id: time[sort].decode(cursor)[1] };
}
