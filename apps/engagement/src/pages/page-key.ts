import { isStorable, LIMITS } from '@afterword/contracts';
import { z } from 'zod';

/** A page's key in a path: any storable string of 1 to 512 characters. */
export const PageKeySchema = z
  .string()
  .min(1)
  .max(LIMITS.pageKeyLength)
  .refine(isStorable, 'must not contain null characters or lone surrogates');
