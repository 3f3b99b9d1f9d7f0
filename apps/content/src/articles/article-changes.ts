import { isDeepStrictEqual } from 'node:util';
import type { CreateArticle } from '@afterword/contracts';
import type { ArticleEntity } from './article.entity';
import { toArticleFields } from './article-json';
import type { VersionImage } from './article-markdown';
import { type ArticleChange, imagesIn, textsOf } from './article-rows';

/** The change of a field; undefined where the field was, or is, absent. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** The fields that a change changes, sorted by name. */
export function changesOf(existing: ArticleEntity, change: ArticleChange): FieldChange[] {
  const [before, after] = [stateOf(existing), stateAfter(change)] as Record<string, unknown>[];
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return fields
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((one) => !isDeepStrictEqual(one.before, one.after));
}

const stateOf = (article: ArticleEntity) => ({
  ...flat(toArticleFields(article)),
  images: article.versions.flatMap(namesOf).sort(),
  site: article.siteId,
  status: article.status,
});

const stateAfter = ({ article, siteId, status, publishedAt, images }: ArticleChange) => ({
  ...flat(article),
  images: textsOf(article)
    .flatMap((text) => namesOf({ language: text.language, images: imagesIn(text, images) }))
    .sort(),
  ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
  site: siteId,
  status,
});

/** The fields of other versions under a prefix: `original.title`, `translations.fr.body`. */
function flat({ original, translations, ...fields }: CreateArticle): Record<string, unknown> {
  return {
    ...fields,
    translations: translations.map(({ language }) => language),
    ...(original && prefixed('original', original)),
    ...Object.fromEntries(
      translations.flatMap(({ language, ...text }) => Object.entries(prefixed(`translations.${language}`, text))),
    ),
  };
}

const prefixed = (prefix: string, values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value as unknown]));

/** An image with another URL is another image. */
const namesOf = ({ language, images }: { language: string; images: readonly VersionImage[] }) =>
  images.map(({ path, src }) => `${language} ${path} ${src}`);
