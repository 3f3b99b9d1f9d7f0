import { createHash } from 'node:crypto';

/** Whose idempotency keys they are: two callers may choose the same key. */
export interface KeyOwner {
  /** Empty where the operator acts on no site in particular. */
  siteId: string;
  id: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** The operator, who is no reader. */
export const operatorOwner = (siteId: string): KeyOwner => ({ siteId, id: NIL });

/** Who is no reader yet, by where they ask from; the address is not kept. */
export function addressOwner(siteId: string, address: string): KeyOwner {
  const hash = createHash('sha256').update(`${siteId}\n${address}`).digest('hex');
  return { siteId, id: hash.slice(0, 32) };
}
