import type { Author, Site } from '@afterword/contracts';
import { NIL_ID } from '@afterword/platform';

/** The currency of accounts. There is one so far: whole points. */
export const CURRENCY = 'POINT';

export type AccountKind = 'issuance' | 'wallet' | 'page';

/** The owner of the account that issues points. Its balance is minus the sum of all other balances. */
export const ISSUANCE_OWNER = NIL_ID;

/** What a site gives to wallets. */
export type Grants = Pick<Site, 'id' | 'startingBalance' | 'dailyGrant' | 'guestBalance' | 'guestDailyGrant'>;

/** What one wallet is given: whole points when it opens, and once on each day (UTC) of its use. */
export interface WalletGrants {
  opening: number;
  daily: number;
}

/** Anybody can be many guests, so a site says for itself what guests are given. */
export const grantsFor = (site: Grants, role: Author['role']): WalletGrants =>
  role === 'guest'
    ? { opening: site.guestBalance, daily: site.guestDailyGrant }
    : { opening: site.startingBalance, daily: site.dailyGrant };

/** Whether the site gives points to any wallet. */
export const doesGrant = ({ startingBalance, dailyGrant, guestBalance, guestDailyGrant }: Grants): boolean =>
  startingBalance > 0 || dailyGrant > 0 || guestBalance > 0 || guestDailyGrant > 0;

/** A reader, and what decides their grants. */
export interface WalletOwner {
  id: string;
  role: Author['role'];
}

/** The recipient of a reward: a page, or the author of one of its comments. */
export type Rewarded =
  | { pageId: string; comment: null }
  | { pageId: string; comment: { id: string; author: WalletOwner } };
