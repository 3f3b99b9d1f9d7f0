import { jsonFeedOf } from '@afterword/platform';
import { absoluteHtml, type ArticleWithSnapshot, shownVersion } from '../articles';
import { addressOf, type Feed, feedAddress } from './feed';

/** JSON Feed 1.1; `_afterword` is an extension of ours, as the format allows. */
export const jsonFeed = (feed: Feed) =>
  jsonFeedOf(
    { title: feed.title, self: feedAddress(feed, 'feed.json'), home: feed.contentUrl + feed.path },
    feed.items.map((item) => toItem(feed, item)),
  );

function toItem(feed: Feed, { article, snapshot }: ArticleWithSnapshot) {
  const { language, title, excerpt, html } = shownVersion(article);
  return {
    id: article.id,
    url: addressOf(feed, article.slug),
    ...(article.sourceUrl !== null && { external_url: article.sourceUrl }),
    title,
    summary: excerpt,
    content_html: absoluteHtml(html, { contentUrl: feed.contentUrl, path: `/articles/${article.slug}` }),
    language,
    date_published: article.publishedAt?.toISOString(),
    date_modified: article.updatedAt.toISOString(),
    ...(article.author !== null && { authors: [{ name: article.author }] }),
    tags: article.topics.map(({ name }) => name),
    _afterword: { about: `${feed.contentUrl}/v1/articles/${article.slug}`, counters: snapshot.counters },
  };
}
