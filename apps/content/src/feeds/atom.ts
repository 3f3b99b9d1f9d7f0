import { element, writeAtom, type XmlElement } from '@afterword/platform';
import { absoluteHtml, type ArticleWithSnapshot, shownVersion } from '../articles';
import { addressOf, type Feed, feedAddress } from './feed';

/** Atom (RFC 4287) with the number of comments (RFC 4685). */
export function atomFeed(feed: Feed): string {
  const { title, contentUrl, path, items } = feed;
  const head = { title, author: title, self: feedAddress(feed, 'feed.xml'), home: contentUrl + path };
  return writeAtom(
    head,
    items.map((item) => entry(feed, item)),
    items.map(({ article }) => article.updatedAt),
  );
}

function entry(feed: Feed, { article, snapshot }: ArticleWithSnapshot): XmlElement {
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
