import { createHash, hash, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { UNSTORABLE } from './body/import-body';
import type { ImportAuthor, ImportComment } from './import-item';

/** Random bytes of many ids: asking the system for them takes longer than all the rest. */
const random = new Uint8Array(256 * 16);
let used = random.length;

/**
 * The id of an imported comment: a UUIDv7 of its original time, so that lists by time are right. Comments of one moment keep their order in
 * the file, whose times often have whole seconds only.
 * @param ordinal its place in the file
 */
export function importedId(time: Date, ordinal: number): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = random.subarray(used, (used += 16));
  return v7({ random: bytes, msecs: time.getTime(), seq: ordinal % 2 ** 32 });
}

/** Longest id of another system that is kept as it is. Characters. */
const LONGEST_ID = 200;

/** What an item is found by again; an id that is too long, as its hash. */
export function externalId(id: string): string {
  const storable = id.replace(UNSTORABLE, '').trim();
  return storable.length <= LONGEST_ID ? storable : `sha256:${createHash('sha256').update(storable).digest('hex')}`;
}

/** The id of an item that has none: the same whenever the same item is read. */
export function madeUpId({ threadId, author, createdAt, body }: ImportComment): string {
  const parts = JSON.stringify([threadId, author?.id, author?.name, createdAt, body.value]);
  return `none:${createHash('sha256').update(parts).digest('hex').slice(0, 32)}`;
}

/** What changes when a comment is changed at its source. 16 bytes, hexadecimal. */
export function sourceHash(comment: ImportComment): string {
  const { parentId, createdAt, editedAt, status, body, pinned = false } = comment;
  return hash('md5', JSON.stringify([parentId, createdAt, editedAt, status, body.value, pinned]));
}

/** Addresses that programs write for whoever has none. */
const PLACEHOLDERS = new Set(['anonymous@example.org', 'noreply@blogger.com', 'undefined', 'null']);

export function emailOf(email: string | null | undefined): string | null {
  const address = email?.trim().toLowerCase() ?? '';
  return /^[^\s@]+@[^\s@]+$/.test(address) && address.length <= 254 && !PLACEHOLDERS.has(address) ? address : null;
}

/** Who an author is at the source, in text that is never stored; null for nobody in particular. */
export function identityOf({ id, name, email }: ImportAuthor): string | null {
  if (id !== null) return `id:${id}`;
  const address = emailOf(email);
  if (address !== null) return `email:${address}`;
  return name === null ? null : `name:${name}`;
}
