import type { CreateArticle } from '@afterword/contracts';
import { ArticleEntity, ArticleTopicEntity, ArticleVersionEntity, RelatedLinkEntity } from './article.entity';
import { excerptOf, renderArticle } from './article-html';
import { topicSlug } from './topic-slug';

export interface ArticleChange {
  siteId: string;
  article: CreateArticle;
  status: 'draft' | 'published';
  publishedAt: Date | null;
}

export interface ArticleIdentity {
  id: string;
  createdAt: Date;
  version: number;
}

/** An article's rows, with its texts rendered. */
export function toRows(identity: ArticleIdentity, change: ArticleChange): ArticleEntity {
  const { siteId, article, status, publishedAt } = change;
  const { slug, author = null, source, topics, related, original } = article;
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
    versions: [versionOf(articleId, false, article), ...(original ? [versionOf(articleId, true, original)] : [])],
    topics: topics.map((name, position) =>
      Object.assign(new ArticleTopicEntity(), { articleId, position, slug: topicSlug(name), name }),
    ),
    related: related.map((link, position) => Object.assign(new RelatedLinkEntity(), { articleId, position, ...link })),
  });
}

function versionOf(articleId: string, original: boolean, text: { language: string; title: string; body: string }) {
  const { language, title, body } = text;
  const html = renderArticle(body);
  const values = { articleId, original, language, title, body, html, excerpt: excerptOf(html) };
  return Object.assign(new ArticleVersionEntity(), values);
}

/** Rows come in any order. */
export function inOrder(article: ArticleEntity): ArticleEntity {
  const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;
  article.versions.sort((a, b) => Number(a.original) - Number(b.original));
  article.topics.sort(byPosition);
  article.related.sort(byPosition);
  return article;
}
