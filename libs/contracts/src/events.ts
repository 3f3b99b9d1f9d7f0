import { z } from 'zod';

/**
 * The events that engagement records: type → payload schema. An event says who did what to which subject; the subject's current state
 * is in its own table. Reactions are counted, not recorded one by one.
 */
export const EVENTS = {
  'comment.created': z.object({ parentId: z.uuid().nullable(), status: z.string() }),
  'comment.published': z.object({ from: z.string(), cause: z.string() }),
  'comment.held': z.object({ from: z.string(), cause: z.string() }),
  'comment.rejected': z.object({ from: z.string(), cause: z.string() }),
  'comment.removed': z.object({ from: z.string(), cause: z.string() }),
  'comment.deleted': z.object({ from: z.string(), cause: z.string() }),
  'comment.edited': z.object({}),
  'reward.given': z.object({ amount: z.int().positive(), commentId: z.uuid().nullable() }),
  'reward.undone': z.object({ amount: z.int().positive(), commentId: z.uuid().nullable(), reversalId: z.uuid() }),
  'page.closed': z.object({}),
  'page.opened': z.object({}),
  'reader.erased': z.object({}),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof EVENTS;
export type EventPayload<Type extends EventType> = z.infer<(typeof EVENTS)[Type]>;
