import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, text, timestamp } from '../text';
import { CountersSchema } from './counters';

/** A BCP 47 language tag that `Intl` knows how to read. */
export const languageTag = z
  .string()
  .max(35)
  .refine((tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length === 1;
    } catch {
      return false;
    }
  }, 'must be a BCP 47 language tag, for example "en" or "zh-Hans"');

export const slugSchema = z
  .string()
  .max(LIMITS.slugLength)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters and digits, separated by single hyphens');

export const RelatedLinkSchema = z.strictObject({ title: text(LIMITS.titleLength), url: httpUrl });
export const ArticleSourceSchema = z.strictObject({ name: text(LIMITS.titleLength), url: httpUrl });
export const ArticleOriginalSchema = z.strictObject({
  language: languageTag,
  title: text(LIMITS.titleLength),
  body: text(LIMITS.articleBodyLength),
});

const topics = z
  .array(text(LIMITS.topicLength))
  .max(LIMITS.articleTopics)
  .refine(
    (names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
    'must not name a topic twice',
  );

/** The fields of an article file, in JSON. `body` is the Markdown. */
export const CreateArticleSchema = z.strictObject({
  slug: slugSchema,
  title: text(LIMITS.titleLength),
  language: languageTag.default('en'),
  publishedAt: timestamp.optional(),
  author: text(LIMITS.titleLength).optional(),
  topics: topics.default([]),
  source: ArticleSourceSchema.optional(),
  related: z.array(RelatedLinkSchema).max(LIMITS.articleRelatedLinks).default([]),
  original: ArticleOriginalSchema.optional(),
  body: text(LIMITS.articleBodyLength),
});
export type CreateArticle = z.infer<typeof CreateArticleSchema>;

/** What is left out stays as it is; null takes a field away. */
export const UpdateArticleSchema = z
  .strictObject({
    ...CreateArticleSchema.omit({ slug: true }).shape,
    language: languageTag,
    topics,
    related: CreateArticleSchema.shape.related.unwrap(),
    author: CreateArticleSchema.shape.author.unwrap().nullable(),
    source: ArticleSourceSchema.nullable(),
    original: ArticleOriginalSchema.nullable(),
  })
  .partial();
export type UpdateArticle = z.infer<typeof UpdateArticleSchema>;

export const ArticleSchema = z.object({
  slug: z.string(),
  site: z.string(),
  title: z.string(),
  language: z.string(),
  status: z.enum(['draft', 'published']),
  publishedAt: timestamp.nullable(),
  updatedAt: timestamp,
  author: z.string().nullable(),
  topics: z.array(z.string()),
  source: ArticleSourceSchema.nullable(),
  related: z.array(RelatedLinkSchema),
  original: z.object({ language: z.string(), title: z.string(), body: z.string(), html: z.string() }).nullable(),
  body: z.string(),
  html: z.string(),
  engagement: z.object({ counters: CountersSchema, version: z.int().min(0), updatedAt: timestamp.nullable() }),
});
export type Article = z.infer<typeof ArticleSchema>;

export const ArticleListSchema = z.object({ items: z.array(ArticleSchema), next: z.string().nullable() });
export type ArticleList = z.infer<typeof ArticleListSchema>;

export const ArticleListQuerySchema = z.strictObject({
  topic: z.string().min(1).max(LIMITS.topicLength).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
