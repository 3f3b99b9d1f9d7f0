import type { Site } from '@afterword/contracts';
import { NIL_ID } from '@afterword/platform';

/** Accounts are kept by currency; so far there is one: whole points. */
export const CURRENCY = 'POINT';

export type AccountKind = 'issuance' | 'wallet' | 'page';

/** The owner of the account that points come from. Its balance is minus all that is out. */
export const ISSUANCE_OWNER = NIL_ID;

/** What the site gives to a reader's wallet: whole points when it opens, and once on each day (UTC) of its use. */
export type Grants = Pick<Site, 'id' | 'startingBalance' | 'dailyGrant'>;

/** Who a reward is for: a page, or the reader who wrote one of its comments. */
export type Rewarded =
  { pageId: string; comment: null } | { pageId: string; comment: { id: string; authorId: string } };
