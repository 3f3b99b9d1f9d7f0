import { z } from 'zod';
import { LIMITS } from './limits';

/**
 * PostgreSQL cannot store U+0000 in text, and a lone surrogate has no UTF-8 form. Both are rejected on input, before they reach the
 * database.
 */
const unstorable = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** False for text that PostgreSQL could not store. */
export const isStorable = (value: string): boolean => !unstorable.test(value);

/** Text from a reader or publisher: trimmed, not empty, storable, at most `max` UTF-16 code units. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max, { abort: true })
    .refine(isStorable, 'must not contain null characters or lone surrogates');

/** An absolute http(s) URL without credentials. */
export const httpUrl = z
  .string()
  .max(LIMITS.urlLength, { abort: true })
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
  }, 'must be an absolute http or https URL without credentials');

export const timestamp = z.iso.datetime();
