import { DomainError } from '@afterword/platform';
import { z } from 'zod';

export interface SearchPosition {
  rank: number;
  id: string;
}

const schema = z.tuple([z.number(), z.uuid()]);

export const searchCursor = ({ rank, id }: SearchPosition): string =>
  Buffer.from(JSON.stringify([rank, id])).toString('base64url');

/** @throws DomainError `invalid-request` for a cursor that a search did not give */
export function readSearchCursor(cursor: string | undefined): SearchPosition | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(decode(cursor));
  if (!parsed.success) {
    throw new DomainError('invalid-request', {
      errors: [{ path: 'cursor', message: 'must be the `next` of this search' }],
    });
  }
  const [rank, id] = parsed.data;
  return { rank, id };
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
