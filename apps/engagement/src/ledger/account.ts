import type { Site } from '@afterword/contracts';
import { NIL_ID } from '@afterword/platform';

/** The currency of accounts. There is one so far: whole points. */
export const CURRENCY = 'POINT';

export type AccountKind = 'issuance' | 'wallet' | 'page';

/** The owner of the account that issues points. Its balance is minus the sum of all other balances. */
export const ISSUANCE_OWNER = NIL_ID;

/** Grants of the site to a reader's wallet, in whole points: when it opens, and once on each day (UTC) on which it is used. */
export type Grants = Pick<Site, 'id' | 'startingBalance' | 'dailyGrant'>;

/** The recipient of a reward: a page, or the author of one of its comments. */
export type Rewarded =
  { pageId: string; comment: null } | { pageId: string; comment: { id: string; authorId: string } };
