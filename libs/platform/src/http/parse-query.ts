import { parse } from 'node:querystring';
import { LRUCache } from 'lru-cache';

/** Characters of the queries that are remembered. */
const REMEMBERED = 1024 * 1024;

const parsed = new LRUCache<string, Record<string, unknown>>({
  maxSize: REMEMBERED,
  sizeCalculation: (_query, text) => text.length,
});

/** A request's query. A page asks the same of everybody who opens it, so what was read before is not read again. */
export function parseQuery(text: string): Record<string, unknown> {
  if (text === '') return {};
  let query = parsed.get(text);
  if (!query) {
    // Shared by all who ask the same, so nobody may change it.
    query = Object.freeze(parse(text));
    parsed.set(text, query);
  }
  return query;
}
