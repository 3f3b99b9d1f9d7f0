import type { z } from 'zod';
import { DomainError } from './domain-error';

/**
 * The position in a list that a client sends back to get the next page: base64url of JSON, opaque to clients. Each list gives the
 * schema of its position; the sort order belongs in the schema where a list has several, so that a cursor fits one list only.
 */
export class Cursor<Position> {
  constructor(private readonly schema: z.ZodType<Position>) {}

  encode(position: Position): string {
    return Buffer.from(JSON.stringify(position)).toString('base64url');
  }

  /** @throws DomainError `invalid-request` with path `cursor` for text that this list did not produce */
  decode(text: string): Position {
    const parsed = this.schema.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
    if (!parsed.success) {
      throw new DomainError('invalid-request', {
        errors: [{ path: 'cursor', message: 'must be the `next` of this list' }],
      });
    }
    return parsed.data;
  }
}

/** One page of a list, from a query that asked for `limit + 1` rows: the additional row tells whether there are more. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
