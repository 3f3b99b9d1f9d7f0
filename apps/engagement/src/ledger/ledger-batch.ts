import { newId } from '@afterword/platform';
import { type AccountKind, type Grants, ISSUANCE_OWNER, type Rewarded } from './account';

export interface RewardCommand {
  site: Grants;
  readerId: string;
  to: Rewarded;
  /** Whole points. */
  amount: number;
}

export type RewardResult = { outcome: 'done'; id: string; balance: number } | { outcome: 'insufficient-balance' };

/** What there is one account of. */
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

/** An account as it was when it was locked. */
export interface OpenAccount extends AccountRow {
  /** Opened in this transaction. */
  isNew: boolean;
}

export const accountKey = ({ siteId, kind, ownerId }: AccountRef) => `${siteId}/${kind}/${ownerId}`;

/** Whose account a reward goes to. */
export const takerOf = ({ site, to }: RewardCommand): AccountRef =>
  to.comment
    ? { siteId: site.id, kind: 'wallet', ownerId: to.comment.authorId }
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
}

interface Net {
  siteId: string;
  accountId: string;
  /** Whole points that come in, less those that go out. */
  amount: number;
  /** Today's grant is among them. */
  granted: boolean;
}

export interface Booked {
  nets: Net[];
  transfers: BatchTransfer[];
}

/** The reckoning of one batch over accounts that are locked: what each holds after each command, and what is to be booked. */
export class LedgerBatch {
  private readonly transfers: BatchTransfer[] = [];
  private readonly nets = new Map<string, Net>();
  private readonly granted = new Set<string>();

  constructor(private readonly accounts: ReadonlyMap<string, OpenAccount>) {}

  /** Gives a wallet what is due to it, once. */
  grant(site: Grants, ownerId: string): void {
    const wallet = this.account({ siteId: site.id, kind: 'wallet', ownerId });
    if (this.granted.has(wallet.id)) return;
    this.granted.add(wallet.id);
    const issuance = this.account({ siteId: site.id, kind: 'issuance', ownerId: ISSUANCE_OWNER });
    const from = { siteId: site.id, debit: issuance.id, credit: wallet.id, pageId: null, commentId: null };
    if (wallet.isNew && site.startingBalance > 0) {
      const idempotencyKey = `starting-balance:${ownerId}`;
      this.move({ ...from, id: newId(), amount: site.startingBalance, reason: 'starting-balance', idempotencyKey });
    }
    if (!wallet.grantedToday && site.dailyGrant > 0) {
      const idempotencyKey = `daily-grant:${ownerId}:${new Date().toISOString().slice(0, 10)}`;
      this.move({ ...from, id: newId(), amount: site.dailyGrant, reason: 'daily-grant', idempotencyKey });
      this.netOf(site.id, wallet.id).granted = true;
    }
  }

  reward(command: RewardCommand): RewardResult {
    const { site, readerId, to, amount } = command;
    const giver = this.account({ siteId: site.id, kind: 'wallet', ownerId: readerId });
    const taker = this.account(takerOf(command));
    const balance = giver.balance + this.netOf(site.id, giver.id).amount;
    if (balance < amount) return { outcome: 'insufficient-balance' };
    const id = newId();
    this.move({
      siteId: site.id,
      id,
      debit: giver.id,
      credit: taker.id,
      amount,
      reason: 'reward',
      pageId: to.pageId,
      commentId: to.comment?.id ?? null,
      idempotencyKey: `reward:${id}`,
    });
    return { outcome: 'done', id, balance: balance - amount };
  }

  booked(): Booked {
    return { nets: [...this.nets.values()], transfers: this.transfers };
  }

  private account(ref: AccountRef): OpenAccount {
    const account = this.accounts.get(accountKey(ref));
    if (!account) throw new Error('An account that was opened is there');
    return account;
  }

  private move(transfer: BatchTransfer): void {
    this.transfers.push(transfer);
    this.netOf(transfer.siteId, transfer.debit).amount -= transfer.amount;
    this.netOf(transfer.siteId, transfer.credit).amount += transfer.amount;
  }

  private netOf(siteId: string, accountId: string): Net {
    const net = this.nets.get(accountId) ?? { siteId, accountId, amount: 0, granted: false };
    this.nets.set(accountId, net);
    return net;
  }
}
