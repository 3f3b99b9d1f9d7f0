import { createHash } from 'node:crypto';
import { NIL_ID } from '@afterword/platform';

/** Whose idempotency keys they are: two callers may choose the same key. */
export interface KeyOwner {
  /** Empty where the operator acts on no site in particular. */
  siteId: string;
  id: string;
}

/** The operator, who is no reader. */
export const operatorOwner = (siteId: string): KeyOwner => ({ siteId, id: NIL_ID });

/** Who is no reader yet, by where they ask from; the address is not kept. */
export function addressOwner(siteId: string, address: string): KeyOwner {
  const hash = createHash('sha256').update(`${siteId}\n${address}`).digest('hex');
  return { siteId, id: hash.slice(0, 32) };
}
