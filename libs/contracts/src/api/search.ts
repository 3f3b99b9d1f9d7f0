import { z } from 'zod';
import { LIMITS } from '../limits';
import { text, timestamp } from '../text';

/** `q` uses the syntax of web search engines: words, "phrases", or, -excluded. Any text is a valid query. */
export const SearchQuerySchema = z.strictObject({
  q: text(LIMITS.searchLength),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
export type SearchQuery = z.infer<typeof SearchQuerySchema>;

const segments = z.array(z.object({ text: z.string(), match: z.boolean() }));

/** Search results, best match first. Texts are split into segments that match or do not, so that clients need not parse markup. */
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
