import { newId } from '@afterword/platform';
import { type AccountKind, type Grants, grantsFor, ISSUANCE_OWNER, type Rewarded, type WalletOwner } from './account';

export interface RewardCommand {
  site: Grants;
  giver: WalletOwner;
  to: Rewarded;
  /** Whole points. */
  amount: number;
  /** Whether readers see who gave it. */
  isPublic: boolean;
}

export type RewardResult = { outcome: 'done'; id: string; balance: number } | { outcome: 'insufficient-balance' };

/** The fields that identify an account. */
export interface AccountRef {
  siteId: string;
  kind: AccountKind;
  ownerId: string;
}

export interface AccountRow extends AccountRef {
  id: string;
  balance: number;
  grantedToday: boolean;
}

/** An account at the time when the batch locked its accounts. */
interface Account extends AccountRow {
  /** The account did not exist. */
  isNew: boolean;
}

export const accountKey = ({ siteId, kind, ownerId }: AccountRef) => `${siteId}/${kind}/${ownerId}`;

/** The account that a reward is credited to. */
export const takerOf = ({ site, to }: RewardCommand): AccountRef =>
  to.comment
    ? { siteId: site.id, kind: 'wallet', ownerId: to.comment.author.id }
    : { siteId: site.id, kind: 'page', ownerId: to.pageId };

interface BatchTransfer {
  siteId: string;
  id: string;
  debit: string;
  credit: string;
  amount: number;
  reason: 'starting-balance' | 'daily-grant' | 'reward';
  pageId: string | null;
  commentId: string | null;
  idempotencyKey: string;
  /** Left out where it is no reward. */
  isPublic?: boolean;
}

/** The changes of a batch to one account. */
interface Net {
  account: Account;
  /** Credits minus debits, in whole points. */
  amount: number;
  /** Whether the change includes today's grant. */
  granted: boolean;
}

export interface Booked {
  /** Accounts that did not exist. */
  opened: Net[];
  changed: Net[];
  transfers: BatchTransfer[];
}

/** Computes one batch over its locked accounts: each balance after each command, and the transfers to book. */
export class LedgerBatch {
  private readonly accounts: Map<string, Account>;
  private readonly transfers: BatchTransfer[] = [];
  private readonly nets = new Map<string, Net>();
  private readonly granted = new Set<string>();

  /** @param locked the existing accounts among those that the batch touches */
  constructor(locked: readonly AccountRow[]) {
    this.accounts = new Map(locked.map((row) => [accountKey(row), { ...row, isNew: false }]));
  }

  /** Credits a wallet with the grants that are due, once. */
  grant(site: Grants, { id: ownerId, role }: WalletOwner): void {
    const wallet = this.account({ siteId: site.id, kind: 'wallet', ownerId });
    if (this.granted.has(wallet.id)) return;
    this.granted.add(wallet.id);
    const debit = this.account({ siteId: site.id, kind: 'issuance', ownerId: ISSUANCE_OWNER });
    const about = { pageId: null, commentId: null };
    const { opening, daily } = grantsFor(site, role);
    if (wallet.isNew && opening > 0) {
      const idempotencyKey = `starting-balance:${ownerId}`;
      this.move(debit, wallet, opening, {
        ...about,
        id: newId(),
        reason: 'starting-balance',
        idempotencyKey,
      });
    }
    if (!wallet.grantedToday && daily > 0) {
      const idempotencyKey = `daily-grant:${ownerId}:${new Date().toISOString().slice(0, 10)}`;
      this.move(debit, wallet, daily, { ...about, id: newId(), reason: 'daily-grant', idempotencyKey });
      this.netOf(wallet).granted = true;
    }
  }

  reward(command: RewardCommand): RewardResult {
    const { site, giver: reader, to, amount, isPublic } = command;
    const giver = this.account({ siteId: site.id, kind: 'wallet', ownerId: reader.id });
    const balance = giver.balance + (this.nets.get(giver.id)?.amount ?? 0);
    if (balance < amount) return { outcome: 'insufficient-balance' };
    const id = newId();
    this.move(giver, this.account(takerOf(command)), amount, {
      id,
      reason: 'reward',
      pageId: to.pageId,
      commentId: to.comment?.id ?? null,
      idempotencyKey: `reward:${id}`,
      isPublic,
    });
    return { outcome: 'done', id, balance: balance - amount };
  }

  booked(): Booked {
    const nets = [...this.nets.values()];
    return {
      opened: nets.filter(({ account }) => account.isNew),
      changed: nets.filter(({ account }) => !account.isNew),
      transfers: this.transfers,
    };
  }

  /** An account that does not exist is opened when its changes are booked. */
  private account(ref: AccountRef): Account {
    const key = accountKey(ref);
    const account = this.accounts.get(key) ?? { ...ref, id: newId(), balance: 0, grantedToday: false, isNew: true };
    this.accounts.set(key, account);
    return account;
  }

  private move(
    debit: Account,
    credit: Account,
    amount: number,
    about: Omit<BatchTransfer, 'siteId' | 'debit' | 'credit' | 'amount'>,
  ): void {
    this.transfers.push({ siteId: debit.siteId, debit: debit.id, credit: credit.id, amount, ...about });
    this.netOf(debit).amount -= amount;
    this.netOf(credit).amount += amount;
  }

  private netOf(account: Account): Net {
    const net = this.nets.get(account.id) ?? { account, amount: 0, granted: false };
    this.nets.set(account.id, net);
    return net;
  }
}
