import { element, writeXml, type XmlElement } from './xml';

export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';

/** What a feed says of itself, whatever its format. */
export interface FeedHead {
  title: string;
  /** Who publishes it. */
  author: string;
  /** The address of this feed in this format. */
  self: string;
  /** The HTML page with the same; null where there is none. */
  home: string | null;
}

/** Atom (RFC 4287), whose entries may count and answer others (RFC 4685). @param updated of each entry; the feed is as new as its newest one */
export function writeAtom(
  { title, author, self, home }: FeedHead,
  entries: readonly XmlElement[],
  updated: readonly Date[],
): string {
  const newest = Math.max(0, ...updated.map((time) => time.getTime()));
  return writeXml(
    element(
      'feed',
      { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:thr': 'http://purl.org/syndication/thread/1.0' },
      element('id', {}, home ?? self),
      element('title', {}, title),
      element('updated', {}, new Date(newest).toISOString()),
      element('author', {}, element('name', {}, author)),
      element('link', { rel: 'self', type: 'application/atom+xml', href: self }),
      home !== null && element('link', { rel: 'alternate', type: 'text/html', href: home }),
      ...entries,
    ),
  );
}
