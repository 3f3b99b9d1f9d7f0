import { z } from 'zod';
import { timestamp } from '../text';

/** What an entry of the log says that was done. */
export const logActions = [
  'comment.published',
  'comment.held',
  'comment.rejected',
  'comment.spam',
  'comment.removed',
  /** Decided about, and left as it was. */
  'comment.kept',
  'comment.pinned',
  'comment.unpinned',
  'comment.featured',
  'comment.unfeatured',
  'decision.undone',
  'report.upheld',
  'report.dismissed',
  'page.closed',
  'page.opened',
  /** Its URL, title, authors, mode, how slow it is, or why it is closed. */
  'page.changed',
  'page.merged',
  'page.key-added',
  'page.key-removed',
  'reader.restricted',
  'reader.released',
  'reader.signed-out',
  'settings.changed',
  'site.changed',
  'import.started',
  'import.undone',
  'staff.invited',
  'staff.changed',
  'staff.removed',
] as const;
export type LogAction = (typeof logActions)[number];

const hash = z.string().regex(/^[\da-f]{64}$/);

/** What was decided on a site. Fields of private data are absent, and `by` is null, once the reader is erased. */
export const LogEntrySchema = z.object({
  /** 1, 2, 3, … */
  position: z.int().min(1),
  id: z.uuid(),
  at: timestamp,
  /** One of `logActions`, or of a later version's. */
  action: z.string(),
  /** Null for somebody who is erased. */
  by: z
    .object({ kind: z.enum(['operator', 'service', 'staff', 'reader']), id: z.uuid().nullable(), name: z.string() })
    .nullable(),
  /** Whether a program decided. */
  automated: z.boolean(),
  comment: z.uuid().optional(),
  report: z.uuid().optional(),
  /** The decision that it is a part of. */
  decision: z.uuid().optional(),
  /** The id of a page. */
  page: z.uuid().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  reason: z.string().optional(),
  ground: z.string().optional(),
  rule: z.string().optional(),
  /** The reader whom it is about. */
  reader: z.uuid().optional(),
  /** The member of staff whom it is about. */
  staff: z.uuid().optional(),
  email: z.string().optional(),
  name: z.string().optional(),
  note: z.string().optional(),
  message: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  /** The hash of the entry before, in hexadecimal; zeros for the first one. */
  previous: hash,
  hash,
});
export type LogEntry = z.infer<typeof LogEntrySchema>;

export const LogListSchema = z.object({ items: z.array(LogEntrySchema), next: z.string().nullable() });
export type LogList = z.infer<typeof LogListSchema>;
