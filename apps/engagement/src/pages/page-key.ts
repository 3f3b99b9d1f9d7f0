import { normalisePageKey, pageKeySchema } from '@afterword/contracts';

/** A page's key in a path, in its normal form. */
export const PageKeySchema = pageKeySchema.transform(normalisePageKey);
