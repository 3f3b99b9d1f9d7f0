import type { TransferReason } from '@afterword/contracts';
import { execute, newId, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type AccountKind, CURRENCY, ISSUANCE_OWNER } from './account';
import { CREDIT, DEBIT, FIND_REWARD, LOCK_ACCOUNT, OPEN_ACCOUNT, RECORD_TRANSFER } from './ledger.sql';

interface Account {
  id: string;
  balance: number;
}

export type ReversalResult = { outcome: 'done'; id: string; balance: number } | { outcome: 'points-spent' };

/** A booked reward. */
export interface MadeReward {
  siteId: string;
  id: string;
  /** The id of the reader who gave it. */
  readerId: string;
  amount: number;
  pageId: string;
  commentId: string | null;
  takerKind: 'wallet' | 'page';
  takerId: string;
  createdAt: Date;
  /** The id of the reversing transfer, if any. */
  reversalId: string | null;
}

interface Transfer {
  siteId: string;
  debit: string;
  credit: string;
  amount: number;
  reason: TransferReason;
  pageId?: string | null;
  commentId?: string | null;
  reversesId?: string | null;
}

/**
 * A double-entry ledger: every transfer debits one account and credits another by the same amount. Accounts are locked in the
 * order wallets by owner, issuance, page. A caller that transfers to a page or comment locks the page's row first.
 * `RewardBatchService` books rewards, in batches.
 */
@Injectable()
export class LedgerService {
  async findReward(runner: SqlRunner, id: string): Promise<MadeReward | null> {
    const [reward] = await rowsOf<MadeReward>(runner, FIND_REWARD, [id]);
    return reward ?? null;
  }

  /** Reverses a reward, unless its recipient has spent the points. The caller has locked the page's row. */
  async reverse(tx: SqlTransaction, reward: MadeReward): Promise<ReversalResult> {
    const { siteId, readerId, takerKind, takerId, amount } = reward;
    const wallets = new Map<string, Account>();
    for (const owner of [readerId, ...(takerKind === 'wallet' ? [takerId] : [])].sort()) {
      wallets.set(owner, await this.openAccount(tx, siteId, 'wallet', owner));
    }
    const giver = wallets.get(readerId);
    const taker = wallets.get(takerId) ?? (await this.openAccount(tx, siteId, 'page', takerId));
    if (!giver) throw new Error('The wallet that a reward came from is there');
    if ((await this.debit(tx, siteId, taker.id, amount)) === null) return { outcome: 'points-spent' };
    const [credited] = await rowsOf<{ balance: number }>(tx, CREDIT, [siteId, giver.id, amount]);
    const id = await this.record(tx, {
      siteId,
      debit: taker.id,
      credit: giver.id,
      amount,
      reason: 'reversal',
      pageId: reward.pageId,
      commentId: reward.commentId,
      reversesId: reward.id,
    });
    return { outcome: 'done', id, balance: credited?.balance ?? 0 };
  }

  /** Transfers the balance of a reader's wallet to issuance. */
  async closeWallet(tx: SqlTransaction, siteId: string, readerId: string): Promise<void> {
    const [wallet] = await rowsOf<Account>(tx, LOCK_ACCOUNT, [siteId, 'wallet', readerId, CURRENCY]);
    if (!wallet || wallet.balance === 0) return;
    const issuance = await this.openAccount(tx, siteId, 'issuance', ISSUANCE_OWNER);
    await this.move(tx, { siteId, debit: wallet.id, credit: issuance.id, amount: wallet.balance, reason: 'closing' });
  }

  /** Transfers the balance of one page to another. The caller has locked both pages' rows. */
  async mergePages(
    tx: SqlTransaction,
    { siteId, into, from }: { siteId: string; into: string; from: string },
  ): Promise<void> {
    const [ends] = await rowsOf<Account>(tx, LOCK_ACCOUNT, [siteId, 'page', from, CURRENCY]);
    if (!ends || ends.balance === 0) return;
    const stays = await this.openAccount(tx, siteId, 'page', into);
    const transfer = { siteId, debit: ends.id, credit: stays.id, amount: ends.balance, pageId: into };
    await this.move(tx, { ...transfer, reason: 'merge' });
  }

  private async openAccount(tx: SqlTransaction, siteId: string, kind: AccountKind, owner: string): Promise<Account> {
    const [opened] = await rowsOf<{ id: string }>(tx, OPEN_ACCOUNT, [siteId, newId(), kind, owner, CURRENCY]);
    if (opened) return { id: opened.id, balance: 0 };
    const [existing] = await rowsOf<Account>(tx, LOCK_ACCOUNT, [siteId, kind, owner, CURRENCY]);
    if (!existing) throw new Error(`The ${kind} account of ${owner} is neither new nor there`);
    return existing;
  }

  /** @returns the balance afterwards, or null if the account would be overdrawn */
  private async debit(tx: SqlTransaction, siteId: string, account: string, amount: number): Promise<number | null> {
    const [debited] = await rowsOf<{ balance: number }>(tx, DEBIT, [siteId, account, amount]);
    return debited?.balance ?? null;
  }

  /** Books a transfer that the debited account is known to cover. */
  private async move(tx: SqlTransaction, transfer: Transfer): Promise<void> {
    const { siteId, debit, credit, amount } = transfer;
    if ((await this.debit(tx, siteId, debit, amount)) === null) throw new Error(`Account ${debit} lacks ${amount}`);
    await execute(tx, CREDIT, [siteId, credit, amount]);
    await this.record(tx, transfer);
  }

  /** @returns the transfer's id */
  private async record(tx: SqlTransaction, transfer: Transfer): Promise<string> {
    const { siteId, debit, credit, amount, reason, pageId = null, commentId = null, reversesId = null } = transfer;
    const id = newId();
    const about = [reason, pageId, commentId, reversesId, `${reason}:${id}`];
    await execute(tx, RECORD_TRANSFER, [siteId, id, debit, credit, CURRENCY, amount, ...about]);
    return id;
  }
}
