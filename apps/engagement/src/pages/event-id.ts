/** Where a page stands. */
export interface PageVersions {
  countersVersion: number;
  commentsVersion: number;
}

/** Up to where a client has been told of a page. */
export interface Told extends PageVersions {
  /** `tagOf` the page; null in ids of earlier versions, which did not name it. */
  pageTag: string | null;
}

/** The tag of a key that leads to no page. */
const NO_PAGE = 'none';

/**
 * Tells the page that an id is of, since the key may lead to another one later, and which restore of the database it comes after: the
 * same versions were something else before.
 * @param epoch of `RestoredBackups`
 */
export const tagOf = (pageId: string | null, epoch: string): string =>
  pageId === null ? NO_PAGE : pageId.replaceAll('-', '').slice(-12) + epoch;

/** The id of an event: where a client stands that has been told of it. Counters that have not been told are below all versions. */
export const eventId = ({ countersVersion, commentsVersion }: PageVersions, tag: string): string =>
  `${Math.max(0, countersVersion)}.${commentsVersion}.${tag}`;

/**
 * Where the page's events stand for who has read a list of its comments, read after the page was seen at this version: a stream that is
 * resumed there begins with the counters, and tells what happened to comments since.
 */
export const listEventId = (page: { id: string; commentsVersion: number } | null, epoch: string): string =>
  eventId({ countersVersion: 0, commentsVersion: page?.commentsVersion ?? 0 }, tagOf(page?.id ?? null, epoch));

/** Null for an id that no stream of ours gave: the reader then starts from the present. */
export function readEventId(id: string | undefined): Told | null {
  const match = /^(\d{1,15})\.(\d{1,15})(?:\.([0-9a-f]{12}(?:[0-9a-f]{8})?|none))?$/.exec(id ?? '');
  if (!match) return null;
  return { countersVersion: Number(match[1]), commentsVersion: Number(match[2]), pageTag: match[3] ?? null };
}
