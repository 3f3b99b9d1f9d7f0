import { Cursor } from '@afterword/platform';
import { z } from 'zod';

export interface SearchPosition {
  rank: number;
  id: string;
}

const cursor = new Cursor(z.tuple([z.number(), z.uuid()]));

export const searchCursor = ({ rank, id }: SearchPosition): string => cursor.encode([rank, id]);

/** @throws DomainError `invalid-request` for a cursor that a search did not give */
export function readSearchCursor(text: string | undefined): SearchPosition | null {
  if (text === undefined) return null;
  const [rank, id] = cursor.decode(text);
  return { rank, id };
}
