import { Cursor } from '@afterword/platform';
import { z } from 'zod';
import type { ListPosition } from './article-lists.repository';

const cursor = new Cursor(z.tuple([z.iso.datetime(), z.uuid()]));

/** The cursor after an article of a list. Lists show published articles, which have a date. */
export function articleCursor({ publishedAt, id }: { publishedAt: Date | null; id: string }): string {
  if (!publishedAt) throw new Error(`Article ${id} is in a list of published articles and has no publication date`);
  return cursor.encode([publishedAt.toISOString(), id]);
}

/** @throws DomainError `invalid-request` for a cursor that a list did not give */
export function readArticleCursor(text: string | undefined): ListPosition | null {
  if (text === undefined) return null;
  const [publishedAt, id] = cursor.decode(text);
  return { publishedAt: new Date(publishedAt), id };
}
