import type { CommentSort } from '@afterword/contracts';
import { DomainError, NIL_ID } from '@afterword/platform';
import { z } from 'zod';

/** Where a list goes on: after the comment with these sort values. Stable while comments arrive. */
export interface TopCursor {
  pinned: boolean;
  score: number;
  id: string;
}
export interface TimeCursor {
  id: string;
}

const id = z.uuid();
const topSchema = z.tuple([z.literal('top'), z.boolean(), z.int(), id]);
const timeSchema = z.tuple([z.enum(['newest', 'oldest', 'replies']), id]);

const encode = (parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

export const topCursor = ({ pinned, score, id }: TopCursor) => encode(['top', pinned, score, id]);
export const timeCursor = (sort: 'newest' | 'oldest' | 'replies', { id }: TimeCursor) => encode([sort, id]);

/** A list of replies from its beginning. */
export const FIRST_REPLY: TimeCursor = { id: NIL_ID };

/** @throws DomainError `invalid-request` for a cursor that this list did not give */
export function readTopCursor(cursor: string): TopCursor {
  const parsed = topSchema.safeParse(decode(cursor));
  if (!parsed.success) throw wrongCursor();
  const [, pinned, score, commentId] = parsed.data;
  return { pinned, score, id: commentId };
}

/** @throws DomainError `invalid-request` */
export function readTimeCursor(sort: Exclude<CommentSort, 'top'> | 'replies', cursor: string): TimeCursor {
  const parsed = timeSchema.safeParse(decode(cursor));
  if (!parsed.success || parsed.data[0] !== sort) throw wrongCursor();
  return { id: parsed.data[1] };
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const wrongCursor = () =>
  new DomainError('invalid-request', { errors: [{ path: 'cursor', message: 'must be the `next` of this list' }] });
