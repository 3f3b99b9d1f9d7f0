import type { ArticleWithSnapshot } from '../articles';

/** What a feed is made of, whichever form it has. */
export interface Feed {
  title: string;
  contentUrl: string;
  /** Where its articles are listed for people, without the origin: `/`, or the page of a topic. */
  path: string;
  /** The latest first. */
  items: readonly ArticleWithSnapshot[];
}

export const addressOf = ({ contentUrl }: Feed, slug: string): string => `${contentUrl}/articles/${slug}`;

/** The address of the feed in one of its forms. */
export const feedAddress = ({ contentUrl, path }: Feed, file: 'feed.xml' | 'feed.json'): string =>
  `${contentUrl}${path === '/' ? '' : path}/${file}`;
