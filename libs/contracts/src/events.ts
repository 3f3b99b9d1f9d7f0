import { z } from 'zod';
import { restrictionKinds } from './api/readers';

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
  'report.created': z.object({ commentId: z.uuid(), reason: z.string() }),
  'reward.given': z.object({ amount: z.int().positive(), commentId: z.uuid().nullable() }),
  'reward.undone': z.object({ amount: z.int().positive(), commentId: z.uuid().nullable(), reversalId: z.uuid() }),
  'page.closed': z.object({}),
  'page.opened': z.object({}),
  /** `kind` is null where a restriction was lifted. */
  'reader.restricted': z.object({ kind: z.enum(restrictionKinds).nullable(), until: z.string().nullable() }),
  'reader.erased': z.object({}),
  /** Comments by what became of them; `source` is what the site calls the other system. */
  'import.finished': z.object({ source: z.string(), added: z.int(), updated: z.int(), held: z.int() }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof EVENTS;
export type EventPayload<Type extends EventType> = z.infer<(typeof EVENTS)[Type]>;

/** A job of an event consumer's queue: which events, and where each is in the log, from which the consumer reads them. */
export const EventsJobSchema = z.object({
  schemaVersion: z.literal(1),
  events: z
    .array(
      z.object({
        id: z.uuid(),
        /** The number of the transaction that recorded it, and its place among that transaction's events. */
        txid: z.string().regex(/^\d{1,20}$/),
        position: z.int().positive(),
      }),
    )
    .min(1)
    .max(1_000),
});
export type EventsJob = z.infer<typeof EventsJobSchema>;
