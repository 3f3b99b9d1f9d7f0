import type { Counters } from '@afterword/contracts';
import type { ArticleEntity } from '../articles';
import { SITE_NAME } from './layout';

export interface JsonLdOptions {
  article: ArticleEntity;
  version: ArticleEntity['versions'][number];
  url: string;
  counters: Counters;
  contentUrl: string;
}

const interaction = (type: string, count: number) => ({
  '@type': 'InteractionCounter',
  interactionType: `https://schema.org/${type}`,
  userInteractionCount: count,
});

/** schema.org's NewsArticle with the true counts, safe to stand inside a script element. */
export function jsonLd({ article, version, url, counters, contentUrl }: JsonLdOptions): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: version.title,
    description: version.excerpt,
    inLanguage: version.language,
    url,
    mainEntityOfPage: url,
    datePublished: article.publishedAt?.toISOString(),
    dateModified: article.updatedAt.toISOString(),
    ...(article.author !== null && { author: { '@type': 'Person', name: article.author } }),
    publisher: { '@type': 'Organization', name: SITE_NAME, url: contentUrl },
    keywords: article.topics.map(({ name }) => name),
    ...(article.sourceUrl !== null && { isBasedOn: article.sourceUrl }),
    commentCount: counters.comments,
    interactionStatistic: [
      interaction('CommentAction', counters.comments),
      interaction('LikeAction', counters.reactions.like ?? 0),
      interaction('ShareAction', counters.shares),
    ],
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
