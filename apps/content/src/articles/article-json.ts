import type { Article, ArticleText, CreateArticle } from '@afterword/contracts';
import type { Snapshot } from '../snapshots';
import type { ArticleEntity, ArticleVersionEntity } from './article.entity';
import { absoluteHtml } from './absolute-html';
import { furtherVersions, originalVersion, shownVersion, versionPath } from './article-versions';

const toText = ({ language, title, body }: ArticleVersionEntity): ArticleText => ({ language, title, body });

const toRenderedText = (article: ArticleEntity, version: ArticleVersionEntity, contentUrl: string) => ({
  ...toText(version),
  html: absoluteHtml(version.html, { contentUrl, path: versionPath(article, version) }),
});

/** The fields of an article file that would make this article. */
export function toArticleFields(article: ArticleEntity): CreateArticle {
  const { title, language, body } = shownVersion(article);
  const original = originalVersion(article);
  return {
    slug: article.slug,
    aliases: article.aliases.map(({ slug }) => slug),
    title,
    language,
    ...(article.publishedAt && { publishedAt: article.publishedAt.toISOString() }),
    ...(article.author !== null && { author: article.author }),
    topics: article.topics.map(({ name }) => name),
    ...(article.sourceUrl !== null && {
      source: { name: article.sourceName ?? article.sourceUrl, url: article.sourceUrl },
    }),
    related: article.related.map((link) => ({ title: link.title, url: link.url })),
    ...(original && { original: toText(original) }),
    translations: furtherVersions(article).map(toText),
    body,
  };
}

export function toArticle(article: ArticleEntity, snapshot: Snapshot, contentUrl: string): Article {
  const shown = shownVersion(article);
  const original = originalVersion(article);
  const { source = null, aliases, topics, related } = toArticleFields(article);
  return {
    slug: article.slug,
    aliases,
    page: article.pageKey,
    site: article.siteId,
    title: shown.title,
    language: shown.language,
    status: article.status,
    publishedAt: article.publishedAt?.toISOString() ?? null,
    updatedAt: article.updatedAt.toISOString(),
    author: article.author,
    topics,
    source,
    related,
    original: original && toRenderedText(article, original, contentUrl),
    translations: furtherVersions(article).map((version) => toRenderedText(article, version, contentUrl)),
    versions: article.versions.map((version) => ({
      language: version.language,
      original: version.original,
      title: version.title,
      url: contentUrl + versionPath(article, version),
    })),
    body: shown.body,
    html: absoluteHtml(shown.html, { contentUrl, path: versionPath(article, shown) }),
    engagement: {
      counters: snapshot.counters,
      version: snapshot.countersVersion + snapshot.commentsVersion,
      updatedAt: snapshot.updatedAt?.toISOString() ?? null,
    },
  };
}
