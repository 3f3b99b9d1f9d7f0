import type { ArticleWithSnapshot } from '../articles';

/** What a feed is made of, whichever form it has. */
export interface Feed {
  title: string;
  contentUrl: string;
  /** The latest first. */
  items: readonly ArticleWithSnapshot[];
}

export const addressOf = ({ contentUrl }: Feed, slug: string): string => `${contentUrl}/articles/${slug}`;
