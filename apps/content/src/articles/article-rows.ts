import type { ArticleStatus, ArticleText, CreateArticle } from '@afterword/contracts';
import {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
import { excerptOf, renderArticle } from './article-html';
import { localImages, type VersionImage } from './article-markdown';
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

/** The rows of an article, with its texts rendered. */
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
    const html = renderArticle(text.body, images);
    const excerpt = excerptOf(html);
    const values = { articleId, position, original: position === originalAt, ...text, images, html, excerpt };
    return Object.assign(new ArticleVersionEntity(), values);
  });
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
