import type { VNode } from 'preact';
import { absoluteHtml, type ArticleWithSnapshot, shownVersion } from '../articles';
import { addressOf, type Feed, feedAddress } from './feed';
import { element, writeXml } from './xml';

/** Atom (RFC 4287) with the number of comments (RFC 4685). */
export function atomFeed(feed: Feed): string {
  const { title, contentUrl, path, items } = feed;
  const updated = Math.max(0, ...items.map(({ article }) => article.updatedAt.getTime()));
  return writeXml(
    element(
      'feed',
      { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:thr': 'http://purl.org/syndication/thread/1.0' },
      element('id', {}, contentUrl + path),
      element('title', {}, title),
      element('updated', {}, new Date(updated).toISOString()),
      element('author', {}, element('name', {}, title)),
      element('link', { rel: 'self', type: 'application/atom+xml', href: feedAddress(feed, 'feed.xml') }),
      element('link', { rel: 'alternate', type: 'text/html', href: contentUrl + path }),
      ...items.map((item) => entry(feed, item)),
    ),
  );
}

function entry(feed: Feed, { article, snapshot }: ArticleWithSnapshot): VNode {
  const { language, title, excerpt, html } = shownVersion(article);
  const href = addressOf(feed, article.slug);
  const { comments } = snapshot.counters;
  return element(
    'entry',
    { 'xml:lang': language },
    element('id', {}, `urn:uuid:${article.id}`),
    element('title', {}, title),
    element('link', { rel: 'alternate', type: 'text/html', href }),
    element('link', { rel: 'replies', type: 'text/html', href: `${href}#comments`, 'thr:count': comments }),
    article.sourceUrl !== null && element('link', { rel: 'via', href: article.sourceUrl }),
    element('published', {}, (article.publishedAt ?? article.createdAt).toISOString()),
    element('updated', {}, article.updatedAt.toISOString()),
    article.author !== null && element('author', {}, element('name', {}, article.author)),
    ...article.topics.map(({ slug, name }) => element('category', { term: slug, label: name })),
    element('summary', {}, excerpt),
    element(
      'content',
      { type: 'html' },
      absoluteHtml(html, { contentUrl: feed.contentUrl, path: `/articles/${article.slug}` }),
    ),
    element('thr:total', {}, comments),
  );
}
