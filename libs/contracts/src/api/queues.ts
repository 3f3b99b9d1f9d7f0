import { z } from 'zod';
import { timestamp } from '../text';

/** How many jobs a queue holds. Those that are done leave it. */
const jobCounts = z.object({
  /** Nobody has begun with. */
  waiting: z.int(),
  active: z.int(),
  /** Failed, and are tried again in a while. */
  delayed: z.int(),
  /** Used up their tries, and rest until somebody decides. */
  failed: z.int(),
});

export const QueueSchema = z.object({
  /** `articles` and `engagement` join the two services; `events.…` leads to a consumer of events. */
  name: z.string(),
  counts: jobCounts,
  paused: z.boolean(),
  /** Since when the job waits whose turn is next; null where none does. */
  oldestWaitingAt: timestamp.nullable(),
  /** Seconds since the oldest event that is not in the queue yet; null for queues that get none. */
  behindSeconds: z.number().nullable(),
  /** Pages whose last change is not in the queue yet; null for queues that get none. */
  pagesToAnnounce: z.int().nullable(),
});
export type Queue = z.infer<typeof QueueSchema>;

export const QueueListSchema = z.object({ items: z.array(QueueSchema), next: z.string().nullable() });
export type QueueList = z.infer<typeof QueueListSchema>;

/** What it was to do is left out: it may hold what readers wrote. */
export const FailedJobSchema = z.object({
  id: z.string(),
  /** What it was to do: `page.snapshot`. */
  name: z.string(),
  attempts: z.int(),
  /** What the last try failed with. */
  error: z.string(),
  addedAt: timestamp,
  failedAt: timestamp.nullable(),
});
export type FailedJob = z.infer<typeof FailedJobSchema>;

/** The latest failed first, as many as `LIMITS.failedJobs`. */
export const FailedJobListSchema = z.object({ items: z.array(FailedJobSchema), next: z.string().nullable() });
export type FailedJobList = z.infer<typeof FailedJobListSchema>;
