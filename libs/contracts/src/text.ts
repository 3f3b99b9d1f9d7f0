import { z } from 'zod';
import { parseUrl, readableLength } from './http-url';
import { LIMITS } from './limits';

/**
 * PostgreSQL cannot store U+0000 in text, and a lone surrogate has no UTF-8 form. Both are rejected on input, before they reach the
 * database.
 */
const unstorable = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** False for text that PostgreSQL could not store. */
export const isStorable = (value: string): boolean => !unstorable.test(value);

/** Characters of a text: Unicode code points, which is what every limit counts and what JSON Schema's `maxLength` means. */
export function characterCount(value: string): number {
  let count = value.length;
  for (let index = 1; index < value.length; index += 1) {
    if ((value.charCodeAt(index) & 0xfc00) === 0xdc00 && (value.charCodeAt(index - 1) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

/** Whether a text has at most `max` characters. A character has one or two UTF-16 code units, so most texts need no counting. */
export const hasAtMost = (value: string, max: number): boolean =>
  value.length <= max || (value.length <= 2 * max && characterCount(value) <= max);

/** What a text with too many characters is told. */
export const tooLong = (max: number): string => `must have at most ${max} ${max === 1 ? 'character' : 'characters'}`;

/** zod counts code points too. */
const bounded = (value: z.ZodString, max: number) =>
  value.min(1).max(max, { abort: true }).refine(isStorable, 'must not contain null characters or lone surrogates');

/** A line of text from a reader or publisher: trimmed, not empty, storable, at most `max` characters. */
export const text = (max: number) => bounded(z.string().trim(), max);

/** Lines without anything but white space at the beginning of a text. */
const BLANK_LINES = /^(?:[^\S\n]*\n)+/;

/**
 * Markdown from a reader or publisher: not empty, storable, at most `max` characters. It stays as it was written, since the indentation
 * of its first line means something; only blank lines before it and white space after it are removed.
 */
export const markdownText = (max: number) =>
  bounded(
    z.string().overwrite((value) => value.replace(BLANK_LINES, '').trimEnd()),
    max,
  );

/**
 * White space, controls, characters that Unicode says are ignored by default (U+200B, U+3164, bidirectional controls, …), and those that
 * have a glyph without ink: U+2800 BRAILLE PATTERN BLANK, U+1D159 MUSICAL SYMBOL NULL NOTEHEAD, blank hieroglyphs and Khitan's filler.
 */
const VISIBLE =
  /(?!\u{16fe4})[^\s\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{2800}\u{fff9}-\u{fffb}\u{1d159}\u{13441}\u{13442}]/u;

/** Whether a text has a character that can be seen. */
export const hasVisibleText = (value: string): boolean => VISIBLE.test(value);

/**
 * An absolute http(s) URL without credentials, as browsers write it (WHATWG `href`): ASCII without spaces and control characters, so that
 * every client reads the same address of it, also in a header.
 */
export const httpUrl = z
  .string()
  .max(LIMITS.urlEncodedLength, { abort: true })
  .refine(isPlainHttpUrl, {
    error: 'must be an absolute http or https URL without credentials',
    abort: true,
  })
  .overwrite((value) => new URL(value).href)
  .max(LIMITS.urlEncodedLength, { abort: true })
  .refine((href) => readableLength(href) <= LIMITS.urlLength, `must have at most ${LIMITS.urlLength} characters`);

function isPlainHttpUrl(value: string): boolean {
  const url = parseUrl(value);
  if (!url) return false;
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}

export const timestamp = z.iso.datetime();

/** Whether the year of a time, in UTC, is one that a publication date may have. */
export function isPublicationTime(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= LIMITS.publicationYearMin && year <= LIMITS.publicationYearMax;
}

export const PUBLICATION_RANGE = `must be in the years ${LIMITS.publicationYearMin} to ${LIMITS.publicationYearMax}, in UTC`;

/** When an article was or will be published. */
export const publicationTime = z.iso
  .datetime({ abort: true })
  .refine((written) => isPublicationTime(new Date(written)), PUBLICATION_RANGE);
