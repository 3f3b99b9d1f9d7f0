import { z } from 'zod';
import { LIMITS } from '../limits';
import { text, timestamp } from '../text';

/** `q` in the syntax of search engines: words, "phrases", or, -without. Whatever is written means something. */
export const SearchQuerySchema = z.strictObject({
  q: text(LIMITS.searchLength),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
export type SearchQuery = z.infer<typeof SearchQuerySchema>;

const segments = z.array(z.object({ text: z.string(), match: z.boolean() }));

/** What was found, what fits best at the head. A text comes in pieces, so that nobody has to unpick what is marked in it. */
export const SearchListSchema = z.object({
  items: z.array(
    z.object({
      slug: z.string(),
      language: z.string(),
      url: z.string(),
      author: z.string().nullable(),
      publishedAt: timestamp,
      title: segments,
      excerpt: segments,
    }),
  ),
  next: z.string().nullable(),
});
export type SearchList = z.infer<typeof SearchListSchema>;
