import { z } from 'zod';
import { LIMITS } from '../limits';
import { timestamp } from '../text';

const listQuery = {
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
};

/** Why points were transferred. `merge`: two pages were merged. `closing`: a reader deleted their account. */
export const transferReasons = ['starting-balance', 'daily-grant', 'reward', 'reversal', 'merge', 'closing'] as const;
export type TransferReason = (typeof transferReasons)[number];

/** One entry of an account's statement. */
export const TransferSchema = z.object({
  id: z.uuid(),
  reason: z.enum(transferReasons),
  /** Whole points: positive for incoming, negative for outgoing transfers. */
  amount: z.int(),
  /** The key of the page that the transfer belongs to. */
  page: z.string().nullable(),
  commentId: z.uuid().nullable(),
  /** The transfer that this one reverses. */
  reverses: z.uuid().nullable(),
  /** Whether a reward's giver is named among supporters; false for all other transfers. */
  public: z.boolean(),
  createdAt: timestamp,
});
export type Transfer = z.infer<typeof TransferSchema>;

export const TransferListSchema = z.object({ items: z.array(TransferSchema), next: z.string().nullable() });
export type TransferList = z.infer<typeof TransferListSchema>;
export const TransferListQuerySchema = z.strictObject(listQuery);
export type TransferListQuery = z.infer<typeof TransferListQuerySchema>;

/** `issuance` is the account that points are issued from. Its balance is minus the number of points in circulation. */
export const accountKinds = ['issuance', 'wallet', 'page'] as const;

export const AccountSchema = z.object({
  id: z.uuid(),
  kind: z.enum(accountKinds),
  currency: z.literal('POINT'),
  /** Whole points; negative for `issuance` only. */
  balance: z.int(),
  /** The reader of a wallet, or the page of a page's account. */
  ownerId: z.uuid(),
  /** The page's key, for the account of a page. */
  page: z.string().nullable(),
  createdAt: timestamp,
});
export type Account = z.infer<typeof AccountSchema>;

export const AccountListSchema = z.object({ items: z.array(AccountSchema), next: z.string().nullable() });
export type AccountList = z.infer<typeof AccountListSchema>;
export const AccountListQuerySchema = z.strictObject({ kind: z.enum(accountKinds).optional(), ...listQuery });
export type AccountListQuery = z.infer<typeof AccountListQuerySchema>;
