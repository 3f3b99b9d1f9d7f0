import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import type { LockedPages, PageChanged, PageRef } from './page-writer';
import { NAME_MENTIONS_ANEW } from './reader-mentions.sql';
import { MARK_COMMENTS_OF_READER, PAGES_OF_READER } from './reader-pages.sql';

interface ReaderRef {
  siteId: string;
  id: string;
}

/** The pages that a reader wrote on or is mentioned on. The caller holds the reader, so there are no more of them until it is done. */
export const pagesOfReader = (tx: Pipeline, { siteId, id }: ReaderRef): Promise<PageRef[]> =>
  rowsOf<PageRef>(tx, PAGES_OF_READER, [siteId, id]);

/**
 * Comments that mention a reader get the name that the reader has now. The caller holds the pages.
 * @returns what changed of the pages
 */
export async function nameMentionsAnew(
  tx: Pipeline,
  { siteId, id }: ReaderRef,
  pages: LockedPages,
): Promise<PageChanged[]> {
  const held = [...pages.values()];
  if (held.length === 0) return [];
  const versions = held.map(({ nextCommentsVersion }) => nextCommentsVersion);
  const values = [siteId, id, held.map(({ pageId }) => pageId), versions];
  const rows = await rowsOf<{ pageId: string }>(tx, NAME_MENTIONS_ANEW, values);
  return [...new Set(rows.map(({ pageId }) => pageId))].map((pageId) => ({ pageId, comments: true }));
}

/**
 * A reader's name, picture or role has changed: whoever shows their comments reads them anew. The caller holds the pages.
 * @returns what changed of the pages
 */
export async function showReaderAnew(
  tx: Pipeline,
  { siteId, id }: ReaderRef,
  pages: LockedPages,
): Promise<PageChanged[]> {
  const held = [...pages.values()];
  if (held.length === 0) return [];
  const versions = held.map(({ nextCommentsVersion }) => nextCommentsVersion);
  await execute(tx, MARK_COMMENTS_OF_READER, [siteId, id, held.map(({ pageId }) => pageId), versions]);
  await nameMentionsAnew(tx, { siteId, id }, pages);
  return held.map(({ pageId }) => ({ pageId, comments: true }));
}
