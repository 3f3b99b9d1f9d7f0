import type { Counters } from '@afterword/contracts';
import type { ArticleVersionEntity, ArticleEntity } from '../articles';

export interface JsonLdOptions {
  article: ArticleEntity;
  version: ArticleVersionEntity;
  url: string;
  counters: Counters;
}

const interaction = (type: string, count: number) => ({
  '@type': 'InteractionCounter',
  interactionType: `https://schema.org/${type}`,
  userInteractionCount: count,
});

/** schema.org's NewsArticle with the true counts, safe to stand inside a script element. */
export function jsonLd({ article, version, url, counters }: JsonLdOptions): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: version.title,
    inLanguage: version.language,
    url,
    mainEntityOfPage: url,
    datePublished: article.publishedAt?.toISOString(),
    dateModified: article.updatedAt.toISOString(),
    ...(article.author !== null && { author: { '@type': 'Person', name: article.author } }),
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
