import type { FeedHead } from './atom';

export const JSON_FEED_TYPE = 'application/feed+json; charset=utf-8';

/** JSON Feed 1.1. */
export const jsonFeedOf = <Item>({ title, self, home }: Omit<FeedHead, 'author'>, items: readonly Item[]) => ({
  version: 'https://jsonfeed.org/version/1.1',
  title,
  ...(home !== null && { home_page_url: home }),
  feed_url: self,
  items,
});
