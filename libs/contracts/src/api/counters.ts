import { z } from 'zod';
import { LIMITS } from '../limits';
import { pageKeySchema } from './page-key';

const count = z.int().min(0);

/** The totals of a page. `comments` counts the comments that readers can see, including replies but not tombstones. */
export const CountersSchema = z.object({
  comments: count,
  shares: count,
  rewards: z.object({ count, amount: count }),
  /** Totals by kind. Every kind of the site is present, and `like` always is. */
  reactions: z.record(z.string(), count),
});
export type Counters = z.infer<typeof CountersSchema>;

export const CountersQuerySchema = z.strictObject({
  site: z.string().min(1).max(LIMITS.siteIdLength),
  page: z.array(pageKeySchema).min(1).max(LIMITS.countersBatch),
});

export type CountersQuery = z.infer<typeof CountersQuerySchema>;

export const zeroCounters = (kinds: readonly string[] = ['like']): Counters => ({
  comments: 0,
  shares: 0,
  rewards: { count: 0, amount: 0 },
  reactions: Object.fromEntries(kinds.map((kind) => [kind, 0])),
});

/** Counters by the page keys of the request. */
export const CountersAnswerSchema = z.object({ counters: z.record(z.string(), CountersSchema) });
