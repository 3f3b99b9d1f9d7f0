import { z } from 'zod';
import { CountersSchema } from './api/counters';

/**
 * A page's counters and versions as one service stores them. The command `snapshots list` of each service prints one page per line, and
 * `afterword doctor` compares the two lists.
 */
export const PageStateSchema = z.object({
  site: z.string(),
  page: z.string(),
  countersVersion: z.int().min(0),
  commentsVersion: z.int().min(0),
  /** The last change is not announced yet, so the other service may still have an older copy. */
  waiting: z.boolean().default(false),
  /** Null when content has received only comments for this page. */
  counters: CountersSchema.nullable(),
});
export type PageState = z.infer<typeof PageStateSchema>;
