import { type ArticleStatus, type ArticleText, type CreateArticle, hasVisibleText } from '@afterword/contracts';
import { DomainError, MarkdownTooLargeError } from '@afterword/platform';
import {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
import { plainText, RENDERER_VERSION, renderArticle } from './article-html';
import { listingOf } from './article-listing';
import { localImages, type VersionImage } from './article-markdown';
import { directionOf } from './language-direction';
import { topicSlug } from './topic-slug';
import type { ImagesByLanguage } from './version-images';

export interface ArticleChange {
  images: ImagesByLanguage;
  siteId: string;
  article: CreateArticle;
  status: ArticleStatus;
  publishedAt: Date | null;
}

export interface ArticleIdentity {
  id: string;
  pageKey: string;
  createdAt: Date;
  version: number;
}

/** The rows of an article, with its texts rendered. @throws DomainError `invalid-request` for a text that shows nothing, or too much */
export function toRows(identity: ArticleIdentity, change: ArticleChange): ArticleEntity {
  const { siteId, article, status, publishedAt } = change;
  const { slug, author = null, source, topics, related, aliases } = article;
  const { id: articleId } = identity;
  return Object.assign(new ArticleEntity(), {
    ...identity,
    siteId,
    slug,
    status,
    publishedAt,
    author,
    sourceName: source?.name ?? null,
    sourceUrl: source?.url ?? null,
    updatedAt: new Date(),
    versions: versionsOf(articleId, change),
    aliases: aliases.map((alias) => Object.assign(new ArticleAliasEntity(), { slug: alias, articleId })),
    topics: topics.map((name, position) =>
      Object.assign(new ArticleTopicEntity(), { articleId, position, slug: topicSlug(name), name }),
    ),
    related: related.map((link, position) => Object.assign(new RelatedLinkEntity(), { articleId, position, ...link })),
  });
}

function versionsOf(articleId: string, { article, images: imagesOf }: ArticleChange): ArticleVersionEntity[] {
  // Without an `original`, the default version is the original.
  const originalAt = article.original ? 1 : 0;
  return textsOf(article).map((text, position) => {
    const images = imagesIn(text, imagesOf);
    const html = rendered(text, images, pathOf(article, position));
    const original = position === originalAt;
    const listing = listingOf({ body: text.body, html, images });
    const values = { articleId, position, original, ...text, images, html, ...listing };
    return Object.assign(new ArticleVersionEntity(), values, { rendererVersion: RENDERER_VERSION });
  });
}

function rendered({ body, language }: ArticleText, images: readonly VersionImage[], path: string): string {
  const invalid = (message: string) => new DomainError('invalid-request', { errors: [{ path, message }] });
  let html: string;
  try {
    html = renderArticle(body, { images, direction: directionOf(language) });
  } catch (error) {
    throw error instanceof MarkdownTooLargeError ? invalid(error.message) : error;
  }
  if (html.includes('<img ') || hasVisibleText(plainText(html))) return html;
  throw invalid('must have visible text or a picture');
}

/** Where the request has the text of a version. */
function pathOf({ original }: CreateArticle, position: number): string {
  if (position === 0) return '/body';
  if (original && position === 1) return '/original/body';
  return `/translations/${position - (original ? 2 : 1)}/body`;
}

/** The known images that a text names, sorted by path. */
export function imagesIn({ language, body }: ArticleText, known: ImagesByLanguage): VersionImage[] {
  const byPath = new Map(known.get(language)?.map((image) => [image.path, image]));
  return localImages(body)
    .flatMap(({ path }) => byPath.get(path) ?? [])
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The texts of an article, the default version first. */
export const textsOf = ({ language, title, body, original, translations }: CreateArticle): ArticleText[] => [
  { language, title, body },
  ...(original ? [original] : []),
  ...translations,
];

/** Sorts the relations, which the database returns in any order. */
export function inOrder(article: ArticleEntity): ArticleEntity {
  const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;
  article.versions.sort(byPosition);
  article.topics.sort(byPosition);
  article.related.sort(byPosition);
  article.aliases.sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return article;
}
