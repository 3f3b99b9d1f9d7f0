import { createHash } from 'node:crypto';
import type { Principal } from '../access/principal';
import { NIL_ID } from '../ids/uuid';

/** Whose idempotency keys they are: two callers may choose the same key. */
export interface KeyOwner {
  /** Empty for the operator's requests about no site in particular. */
  siteId: string;
  /** A reader's id; otherwise from `operatorOwner` or `clientOwner`. */
  id: string;
}

/** The operator, who is no reader. */
export const operatorOwner = (siteId = ''): KeyOwner => ({ siteId, id: NIL_ID });

/** Who looks after a site: each member of staff has keys of their own, and the operator. */
export const keeperOf = (siteId: string, principal: Principal): KeyOwner =>
  principal.kind === 'staff' ? { siteId, id: principal.id } : operatorOwner(siteId);

/** Somebody who is no reader yet, known by their address (`clientOf`); only a hash of it is stored. */
export function clientOwner(siteId: string, client: string): KeyOwner {
  const hash = createHash('sha256').update(`${siteId}\n${client}`).digest('hex');
  return { siteId, id: hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5') };
}
