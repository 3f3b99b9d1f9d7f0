/** How values are written in the files of many systems. Whatever is not what it should be is taken for missing. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text that says something. Programs write `"undefined"` and `"null"` where they know nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text === 'undefined' || text === 'null' ? null : text;
}

/** An id: text or a number, or `{ "$oid": … }` of MongoDB. */
export function idOf(value: unknown): string | null {
  if (isFields(value)) return textOf(value.$oid);
  return textOf(value);
}

/** As `idOf`, for what an item replies to: 0 is nothing, too. */
export function parentIdOf(value: unknown): string | null {
  const id = idOf(value);
  return id === '0' || id === 'root' ? null : id;
}

/** A boolean, a number or one of the words for them. */
export function flagOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  return typeof value === 'string' && /^(true|1|yes|y|t)$/i.test(value.trim());
}

/** A whole number, also as text and as `{ "$numberLong": … }`; 0 for anything else. */
export function countOf(value: unknown): number {
  const text = isFields(value) ? textOf(value.$numberLong ?? value.$numberInt) : textOf(value);
  const number = text === null ? 0 : Math.trunc(Number(text));
  return Number.isSafeInteger(number) ? number : 0;
}

/** A list, also one that is written as JSON text. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('[')) return [];
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** The address of a path on a site; what is absolute already stays. */
export function addressOf(pathOrUrl: string | null, origin: string | null): string | null {
  if (pathOrUrl === null || /^https?:\/\//i.test(pathOrUrl) || origin === null) return pathOrUrl;
  return `${origin}${pathOrUrl.startsWith('/') ? '' : '/'}${pathOrUrl}`;
}
