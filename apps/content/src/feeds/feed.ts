import type { ArticleWithSnapshot } from '../articles';

/** A feed, whatever its format. */
export interface Feed {
  title: string;
  contentUrl: string;
  /** Path of the HTML list of the same articles: `/`, or the page of a topic. */
  path: string;
  /** The latest first. */
  items: readonly ArticleWithSnapshot[];
}

export const addressOf = ({ contentUrl }: Feed, slug: string): string => `${contentUrl}/articles/${slug}`;

/** The URL of the feed in one of its formats. */
export const feedAddress = ({ contentUrl, path }: Feed, file: 'feed.xml' | 'feed.json'): string =>
  `${contentUrl}${path === '/' ? '' : path}/${file}`;
