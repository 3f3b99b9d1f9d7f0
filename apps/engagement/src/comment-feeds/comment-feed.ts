import type { Author } from '@afterword/contracts';
import { ATOM_TYPE, element, type FeedHead, JSON_FEED_TYPE, jsonFeedOf, writeAtom } from '@afterword/platform';
import { commentAddress } from '../comments';
import type { FeedEntry } from './comment-feeds.repository';

export type FeedFormat = 'atom' | 'json';

/** A feed of comments, whatever its format. */
export interface CommentFeed extends Omit<FeedHead, 'self'> {
  /** The feed's address without its file. */
  base: string;
  entries: readonly FeedEntry[];
  toAuthor: (stored: Author) => Author;
}

export const FEED_FILES = {
  atom: { file: 'feed.xml', type: ATOM_TYPE },
  json: { file: 'feed.json', type: JSON_FEED_TYPE },
} as const;

/** What is written from right to left, and what says so. */
const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Keeps its own direction, and gives none to what is around it (UAX #9). */
const isolated = (text: string): string => (TURNS.test(text) ? `\u2068${text}\u2069` : text);

/** Feeds are in no language of their own: titles are in English, as other systems get them. */
export const titleOf = (name: string, page: string): string => `${isolated(name)} on ${isolated(page)}`;
export const feedTitle = (of: string): string => `Comments on ${isolated(of)}`;

export function writeFeed(feed: CommentFeed, format: FeedFormat): string {
  const head = { ...feed, self: `${feed.base}/${FEED_FILES[format].file}` };
  const shown = feed.entries.map((entry) => shownOf(feed, entry));
  if (format === 'json') return JSON.stringify(jsonFeedOf(head, shown.map(toItem)));
  const updated = shown.map((entry) => entry.updated);
  return writeAtom(head, shown.map(toEntry), updated);
}

function shownOf({ toAuthor }: CommentFeed, entry: FeedEntry) {
  const { id, parentId, body, html, createdAt, editedAt, pageKey, pageUrl, pageTitle } = entry;
  const author = toAuthor(entry.author);
  const placeOf = (comment: string) => (pageUrl === null ? null : commentAddress(pageUrl, comment));
  return {
    id: `urn:uuid:${id}`,
    title: titleOf(author.name, pageTitle ?? pageKey),
    url: placeOf(id),
    answers: parentId === null ? null : { id: `urn:uuid:${parentId}`, url: placeOf(parentId) },
    author,
    // Blocks of another direction than the first one say so themselves.
    html: `<div dir="auto">${html}</div>`,
    text: body,
    published: createdAt,
    updated: editedAt ?? createdAt,
  };
}

type Shown = ReturnType<typeof shownOf>;

const toEntry = ({ id, title, url, answers, author, html, published, updated }: Shown) =>
  element(
    'entry',
    {},
    element('id', {}, id),
    element('title', {}, title),
    url !== null && element('link', { rel: 'alternate', type: 'text/html', href: url }),
    answers &&
      element('thr:in-reply-to', {
        ref: answers.id,
        ...(answers.url !== null && { type: 'text/html', href: answers.url }),
      }),
    element('published', {}, published.toISOString()),
    element('updated', {}, updated.toISOString()),
    element('author', {}, element('name', {}, author.name)),
    element('content', { type: 'html' }, html),
  );

const toItem = ({ id, title, url, answers, author, html, text, published, updated }: Shown) => ({
  id,
  ...(url !== null && { url }),
  title,
  content_html: html,
  content_text: text,
  date_published: published.toISOString(),
  date_modified: updated.toISOString(),
  authors: [{ name: author.name, ...(author.avatarUrl !== null && { avatar: author.avatarUrl }) }],
  ...(answers && { _afterword: { in_reply_to: answers.id } }),
});
