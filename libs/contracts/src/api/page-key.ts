import { z } from 'zod';
import { readableUrl } from '../http-url';
import { LIMITS } from '../limits';
import { normalisePageKey } from '../page-key';
import { isStorable } from '../text';

/** No longer than its kind of key may be. What a URL loses by normalization, such as tracking parameters, does not count. */
function fits(key: string): boolean {
  const normal = normalisePageKey(key);
  if (!/^https?:\/\//.test(normal)) return Array.from(normal).length <= LIMITS.pageKeyLength;
  return new TextEncoder().encode(readableUrl(normal)).length <= LIMITS.pageUrlBytes;
}

/**
 * A page key from a client: any storable string of 1 to 512 characters, or any http(s) URL of up to 2,048 bytes. Lengths that are
 * beyond both are refused before anything is normalized.
 */
export const pageKeySchema = z
  .string()
  .min(1)
  .max(LIMITS.urlEncodedLength, { abort: true })
  .refine(isStorable, { error: 'must not contain null characters or lone surrogates', abort: true })
  .refine(
    fits,
    `must have at most ${LIMITS.pageKeyLength} characters, or as a URL ${LIMITS.pageUrlBytes} bytes in UTF-8`,
  );

/** The same in its normal form, by which the page is found. */
export const normalPageKeySchema = pageKeySchema.overwrite(normalisePageKey);
