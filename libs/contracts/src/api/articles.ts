import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, markdownText, publicationTime, text, timestamp } from '../text';
import { CountersSchema } from './counters';

/** A BCP 47 language tag that `Intl` accepts. */
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
/** A version of an article in a language other than its main one. */
export const ArticleTextSchema = z.strictObject({
  language: languageTag,
  title: text(LIMITS.titleLength),
  body: markdownText(LIMITS.articleBodyLength),
});
export type ArticleText = z.infer<typeof ArticleTextSchema>;

const topics = z
  .array(text(LIMITS.topicLength))
  .max(LIMITS.articleTopics)
  .refine(
    (names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
    'must not name a topic twice',
  );

const aliases = z
  .array(slugSchema)
  .max(LIMITS.articleAliases)
  .refine((slugs) => new Set(slugs).size === slugs.length, 'must not name a slug twice');

const translations = z.array(ArticleTextSchema).max(LIMITS.articleTranslations);

/** The fields of an article file as JSON. `body` is the Markdown. */
export const ArticleFieldsSchema = z.strictObject({
  slug: slugSchema,
  aliases: aliases.default([]),
  title: text(LIMITS.titleLength),
  language: languageTag.default('en'),
  publishedAt: publicationTime.optional(),
  author: text(LIMITS.titleLength).optional(),
  topics: topics.default([]),
  source: ArticleSourceSchema.optional(),
  related: z.array(RelatedLinkSchema).max(LIMITS.articleRelatedLinks).default([]),
  original: ArticleTextSchema.optional(),
  translations: translations.default([]),
  body: markdownText(LIMITS.articleBodyLength),
});

interface Languages {
  language: string;
  original?: { language: string } | undefined;
  translations: readonly { language: string }[];
}

/** Finds two versions with the same language, and returns the path of the second one. The language identifies a version in its URL. */
export function findSharedLanguage({ language, original, translations }: Languages): PropertyKey[] | null {
  const places: { language: string; path: PropertyKey[] }[] = [
    { language, path: ['language'] },
    ...(original ? [{ language: original.language, path: ['original', 'language'] }] : []),
    ...translations.map((one, index) => ({ language: one.language, path: ['translations', index, 'language'] })),
  ];
  const seen = new Set<string>();
  for (const { language: tag, path } of places) {
    if (seen.has(tag.toLowerCase())) return path;
    seen.add(tag.toLowerCase());
  }
  return null;
}

export const CreateArticleSchema = ArticleFieldsSchema.superRefine((article, context) => {
  const path = findSharedLanguage(article);
  if (path) context.addIssue({ code: 'custom', path, message: 'must differ from the languages of the other versions' });
});
export type CreateArticle = z.infer<typeof CreateArticleSchema>;

/** Fields that are left out keep their value; null removes a field. */
export const UpdateArticleSchema = z
  .strictObject({
    ...ArticleFieldsSchema.shape,
    aliases,
    language: languageTag,
    topics,
    related: ArticleFieldsSchema.shape.related.unwrap(),
    author: ArticleFieldsSchema.shape.author.unwrap().nullable(),
    source: ArticleSourceSchema.nullable(),
    original: ArticleTextSchema.nullable(),
    translations,
  })
  .partial();
export type UpdateArticle = z.infer<typeof UpdateArticleSchema>;

/** Without `at`, the article is published at its `publishedAt`, which may be in the future, or immediately if it has none. */
export const PublishArticleSchema = z.strictObject({ at: publicationTime.optional() });
export type PublishArticle = z.infer<typeof PublishArticleSchema>;

const renderedText = z.object({ language: z.string(), title: z.string(), body: z.string(), html: z.string() });

/** One language version of an article. */
export const ArticleVersionSchema = z.object({
  language: z.string(),
  /** True for the version from which the others were translated. */
  original: z.boolean(),
  title: z.string(),
  url: z.string(),
});

export const ArticleSchema = z.object({
  slug: z.string(),
  /** Former slugs. Their URLs redirect to the current one. */
  aliases: z.array(z.string()),
  /** The key of the article's page in engagement. */
  page: z.string(),
  site: z.string(),
  title: z.string(),
  language: z.string(),
  /** `scheduled`: `publishedAt` is in the future, and the article will be published then. */
  status: z.enum(['draft', 'scheduled', 'published']),
  publishedAt: timestamp.nullable(),
  updatedAt: timestamp,
  author: z.string().nullable(),
  topics: z.array(z.string()),
  source: ArticleSourceSchema.nullable(),
  related: z.array(RelatedLinkSchema),
  /** The version from which the article was translated; null if the main version is the original. */
  original: renderedText.nullable(),
  /** Versions in other languages. */
  translations: z.array(renderedText),
  /** All versions, the main one first. */
  versions: z.array(ArticleVersionSchema),
  body: z.string(),
  html: z.string(),
  engagement: z.object({ counters: CountersSchema, version: z.int().min(0), updatedAt: timestamp.nullable() }),
});
export type Article = z.infer<typeof ArticleSchema>;
export type ArticleStatus = Article['status'];

export const ArticleListSchema = z.object({ items: z.array(ArticleSchema), next: z.string().nullable() });
export type ArticleList = z.infer<typeof ArticleListSchema>;

export const ArticleListQuerySchema = z.strictObject({
  topic: z.string().min(1).max(LIMITS.topicLength).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
