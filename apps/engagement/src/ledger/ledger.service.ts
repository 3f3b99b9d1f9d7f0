import { newId, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CHECK_LEDGER, CREDIT, DEBIT, FIND_ACCOUNT, OPEN_ACCOUNT, RECORD_TRANSFER, WALLET_BALANCE } from './ledger.sql';

export const CURRENCY = 'POINT';

/** Where points come from. Its balance is minus all that was ever given out. */
const ISSUANCE_OWNER = '00000000-0000-0000-0000-000000000000';

type AccountKind = 'issuance' | 'wallet' | 'page';

export interface RewardTransfer {
  siteId: string;
  readerId: string;
  pageId: string;
  /** Whole points. */
  amount: number;
  /** Whole points that a new wallet starts with. */
  startingBalance: number;
}

export type RewardTransferResult =
  { outcome: 'done'; id: string; balance: number } | { outcome: 'insufficient-balance' };

export interface LedgerReport {
  siteId: string;
  /** Zero, or value was made or lost. */
  sum: number;
  wrongBalances: number;
  overdrawn: number;
}

interface Transfer {
  id: string;
  siteId: string;
  debit: string;
  credit: string;
  amount: number;
  reason: 'starting-balance' | 'reward';
  pageId: string | null;
  idempotencyKey: string;
}

/**
 * Double entry: every transfer debits one account and credits another by the same amount. Accounts are locked in the order
 * wallet, issuance, page; whoever transfers to a page holds that page's row before.
 */
@Injectable()
export class LedgerService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Whole points in a reader's wallet. One that was never used holds the starting balance. */
  async balanceOf(siteId: string, readerId: string, startingBalance: number): Promise<number> {
    const [wallet] = await rowsOf<{ balance: number }>(this.dataSource, WALLET_BALANCE, [siteId, readerId, CURRENCY]);
    return wallet?.balance ?? startingBalance;
  }

  /** Moves points from a reader's wallet to a page's account, opening both where needed, or moves nothing. */
  async reward(tx: Transaction, reward: RewardTransfer): Promise<RewardTransferResult> {
    const { siteId, pageId, amount } = reward;
    const wallet = await this.openWallet(tx, reward);
    const [debited] = await rowsOf<{ balance: number }>(tx, DEBIT, [siteId, wallet, amount]);
    if (!debited) return { outcome: 'insufficient-balance' };
    const page = await this.openAccount(tx, siteId, 'page', pageId);
    await tx.query(CREDIT, [siteId, page.id, amount]);
    const id = newId();
    await this.record(tx, {
      id,
      siteId,
      debit: wallet,
      credit: page.id,
      amount,
      reason: 'reward',
      pageId,
      idempotencyKey: `reward:${id}`,
    });
    return { outcome: 'done', id, balance: debited.balance };
  }

  check(): Promise<LedgerReport[]> {
    return rowsOf<LedgerReport>(this.dataSource, CHECK_LEDGER);
  }

  private async openWallet(tx: Transaction, reward: RewardTransfer): Promise<string> {
    const { siteId, readerId, startingBalance } = reward;
    const wallet = await this.openAccount(tx, siteId, 'wallet', readerId);
    if (!wallet.opened || startingBalance === 0) return wallet.id;
    await tx.query(CREDIT, [siteId, wallet.id, startingBalance]);
    const issuance = await this.openAccount(tx, siteId, 'issuance', ISSUANCE_OWNER);
    await tx.query(DEBIT, [siteId, issuance.id, startingBalance]);
    await this.record(tx, {
      id: newId(),
      siteId,
      debit: issuance.id,
      credit: wallet.id,
      amount: startingBalance,
      reason: 'starting-balance',
      pageId: null,
      idempotencyKey: `starting-balance:${readerId}`,
    });
    return wallet.id;
  }

  private async openAccount(tx: Transaction, siteId: string, kind: AccountKind, owner: string) {
    const [opened] = await rowsOf<{ id: string }>(tx, OPEN_ACCOUNT, [siteId, newId(), kind, owner, CURRENCY]);
    if (opened) return { id: opened.id, opened: true };
    const [existing] = await rowsOf<{ id: string }>(tx, FIND_ACCOUNT, [siteId, kind, owner, CURRENCY]);
    if (!existing) throw new Error(`The ${kind} account of ${owner} is neither new nor there`);
    return { id: existing.id, opened: false };
  }

  private async record(tx: Transaction, transfer: Transfer): Promise<void> {
    const { id, siteId, debit, credit, amount, reason, pageId, idempotencyKey } = transfer;
    await tx.query(RECORD_TRANSFER, [siteId, id, debit, credit, CURRENCY, amount, reason, pageId, idempotencyKey]);
  }
}
