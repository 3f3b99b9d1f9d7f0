import type { Article, CreateArticle } from '@afterword/contracts';
import type { Snapshot } from '../snapshots';
import type { ArticleEntity, ArticleVersionEntity } from './article.entity';

/** What readers get first. */
export function shownVersion(article: ArticleEntity): ArticleVersionEntity {
  const version = article.versions.find(({ original }) => !original);
  if (!version) throw new Error(`Article ${article.slug} has no version to show`);
  return version;
}

export const originalVersion = (article: ArticleEntity): ArticleVersionEntity | null =>
  article.versions.find(({ original }) => original) ?? null;

/** The fields of an article file, as they would be written to make this article. */
export function toArticleFields(article: ArticleEntity): CreateArticle {
  const { title, language, body } = shownVersion(article);
  const original = originalVersion(article);
  return {
    slug: article.slug,
    title,
    language,
    ...(article.publishedAt && { publishedAt: article.publishedAt.toISOString() }),
    ...(article.author !== null && { author: article.author }),
    topics: article.topics.map(({ name }) => name),
    ...(article.sourceUrl !== null && {
      source: { name: article.sourceName ?? article.sourceUrl, url: article.sourceUrl },
    }),
    related: article.related.map((link) => ({ title: link.title, url: link.url })),
    ...(original && { original: { language: original.language, title: original.title, body: original.body } }),
    body,
  };
}

export function toArticle(article: ArticleEntity, snapshot: Snapshot): Article {
  const shown = shownVersion(article);
  const original = originalVersion(article);
  const { source = null } = toArticleFields(article);
  return {
    slug: article.slug,
    site: article.siteId,
    title: shown.title,
    language: shown.language,
    status: article.status,
    publishedAt: article.publishedAt?.toISOString() ?? null,
    updatedAt: article.updatedAt.toISOString(),
    author: article.author,
    topics: article.topics.map(({ name }) => name),
    source,
    related: article.related.map((link) => ({ title: link.title, url: link.url })),
    original: original && {
      language: original.language,
      title: original.title,
      body: original.body,
      html: original.html,
    },
    body: shown.body,
    html: shown.html,
    engagement: {
      counters: snapshot.counters,
      version: snapshot.countersVersion + snapshot.commentsVersion,
      updatedAt: snapshot.updatedAt?.toISOString() ?? null,
    },
  };
}
