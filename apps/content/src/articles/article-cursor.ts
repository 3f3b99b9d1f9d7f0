import { DomainError } from '@afterword/platform';
import { z } from 'zod';
import type { ListPosition } from './article-lists.repository';

const schema = z.tuple([z.iso.datetime(), z.uuid()]);

/** Where a list goes on after an article. */
export const articleCursor = ({ publishedAt, id }: { publishedAt: Date | null; id: string }): string =>
  Buffer.from(JSON.stringify([publishedAt?.toISOString(), id])).toString('base64url');

/** @throws DomainError `invalid-request` for a cursor that a list did not give */
export function readArticleCursor(cursor: string | undefined): ListPosition | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(decode(cursor));
  if (!parsed.success) {
    throw new DomainError('invalid-request', {
      errors: [{ path: 'cursor', message: 'must be the `next` of this list' }],
    });
  }
  const [publishedAt, id] = parsed.data;
  return { publishedAt: new Date(publishedAt), id };
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
