import { z } from 'zod';
import { LIMITS } from '../limits';
import { normalisePageKey } from '../page-key';
import { isStorable } from '../text';

/** A page key from a client: any storable string of 1 to 512 characters. The length of a URL is that of its canonical form. */
export const pageKeySchema = z
  .string()
  .min(1)
  // What is too long is refused before anything reads it.
  .max(LIMITS.urlLength, { abort: true })
  .refine(isStorable, 'must not contain null characters or lone surrogates')
  .refine(
    (key) => normalisePageKey(key).length <= LIMITS.pageKeyLength,
    `must have at most ${LIMITS.pageKeyLength} characters`,
  );
