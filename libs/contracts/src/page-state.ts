import { z } from 'zod';
import { CountersSchema } from './api/counters';

/**
 * What one of the services holds of a page's engagement, as its command `snapshots list` prints it, one a line. `afterword
 * doctor` compares the two.
 */
export const PageStateSchema = z.object({
  site: z.string(),
  page: z.string(),
  countersVersion: z.int().min(0),
  commentsVersion: z.int().min(0),
  /** The last change is not announced yet, so a copy of it may well be older. */
  waiting: z.boolean().default(false),
  /** Null where content was told of comments only. */
  counters: CountersSchema.nullable(),
});
export type PageState = z.infer<typeof PageStateSchema>;
