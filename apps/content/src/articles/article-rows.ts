import type { ArticleStatus, ArticleText, CreateArticle } from '@afterword/contracts';
import {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
import { excerptOf, renderArticle } from './article-html';
import { topicSlug } from './topic-slug';

export interface ArticleChange {
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

/** An article's rows, with its texts rendered. */
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
    versions: versionsOf(articleId, article),
    aliases: aliases.map((alias) => Object.assign(new ArticleAliasEntity(), { slug: alias, articleId })),
    topics: topics.map((name, position) =>
      Object.assign(new ArticleTopicEntity(), { articleId, position, slug: topicSlug(name), name }),
    ),
    related: related.map((link, position) => Object.assign(new RelatedLinkEntity(), { articleId, position, ...link })),
  });
}

function versionsOf(articleId: string, article: CreateArticle): ArticleVersionEntity[] {
  const { language, title, body, original, translations } = article;
  const texts: ArticleText[] = [{ language, title, body }, ...(original ? [original] : []), ...translations];
  // Whatever was translated from nothing is the original.
  const originalAt = original ? 1 : 0;
  return texts.map((text, position) => {
    const html = renderArticle(text.body);
    const values = { articleId, position, original: position === originalAt, ...text, html, excerpt: excerptOf(html) };
    return Object.assign(new ArticleVersionEntity(), values);
  });
}

/** Rows come in any order. */
export function inOrder(article: ArticleEntity): ArticleEntity {
  const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;
  article.versions.sort(byPosition);
  article.topics.sort(byPosition);
  article.related.sort(byPosition);
  article.aliases.sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return article;
}
