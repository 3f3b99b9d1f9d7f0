import {
  type Account,
  accountKinds,
  type AccountList,
  type AccountListQuery,
  type Transfer,
  type TransferList,
  type TransferListQuery,
} from '@afterword/contracts';
import { Cursor, DomainError, MAX_ID, NIL_ID, pageOf, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { CURRENCY, type Grants } from './account';
import {
  ACCOUNT_EXISTS,
  ACCOUNTS,
  ACCOUNTS_BUT_WALLETS,
  CHECK_LEDGER,
  REWARDED_BY,
  STATEMENT,
  WALLET,
} from './ledger-reader.sql';

export interface LedgerReport {
  siteId: string;
  /** The sum of all balances. Anything but zero is an error in the ledger. */
  sum: number;
  wrongBalances: number;
  overdrawn: number;
}

/** A reader, and the page or comment that they may have rewarded. */
export interface TargetReader {
  siteId: string;
  targetId: string;
  readerId: string;
}

/** The id of the last row of the previous page of accounts or transfers. */
const idCursor = new Cursor(z.uuid());

/** @throws DomainError `invalid-request` for a cursor that no list returned */
function readCursor(cursor: string | undefined, start: string): string {
  if (cursor === undefined) return start;
  // Earlier versions returned the id itself as the cursor.
  return z.uuid().safeParse(cursor).success ? cursor : idCursor.decode(cursor);
}

@Injectable()
export class LedgerReader {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * The whole points that a reader can give. A wallet opens on first use; until then its balance counts the grants that it will
   * receive. Today's grant counts in the same way.
   */
  async balanceOf(site: Grants, readerId: string, runner: SqlRunner = this.dataSource): Promise<number> {
    const wallet = await this.wallet(site.id, readerId, runner);
    if (!wallet) return site.startingBalance + site.dailyGrant;
    return wallet.balance + (wallet.grantedToday ? 0 : site.dailyGrant);
  }

  /** Whole points by target and reader (`<target>/<reader>`); readers who gave nothing are absent. */
  async rewardedBy(asked: readonly TargetReader[], runner: SqlRunner = this.dataSource): Promise<Map<string, number>> {
    if (asked.length === 0) return new Map();
    const distinct = [...new Map(asked.map((row) => [`${row.targetId}/${row.readerId}`, row])).values()];
    const rows = await rowsOf<TargetReader & { rewarded: number }>(runner, REWARDED_BY, [
      distinct.map(({ siteId }) => siteId),
      distinct.map(({ targetId }) => targetId),
      distinct.map(({ readerId }) => readerId),
    ]);
    return new Map(rows.map(({ targetId, readerId, rewarded }) => [`${targetId}/${readerId}`, rewarded]));
  }

  /** The transfers of a reader's wallet, newest first. Empty for a wallet that was never used. */
  async walletStatement(siteId: string, readerId: string, query: TransferListQuery): Promise<TransferList> {
    const wallet = await this.wallet(siteId, readerId);
    return wallet ? this.statementOf(siteId, wallet.id, query) : { items: [], next: null };
  }

  /** @throws DomainError `account-not-found` */
  async statement(siteId: string, accountId: string, query: TransferListQuery): Promise<TransferList> {
    const known = z.uuid().safeParse(accountId).success;
    const found = known ? await rowsOf(this.dataSource, ACCOUNT_EXISTS, [siteId, accountId]) : [];
    if (found.length === 0) throw new DomainError('account-not-found');
    return this.statementOf(siteId, accountId, query);
  }

  async accounts(siteId: string, { kind, limit, cursor }: AccountListQuery): Promise<AccountList> {
    const isOfFew = kind !== undefined && kind !== 'wallet';
    const rows = await rowsOf<Omit<Account, 'createdAt'> & { createdAt: Date }>(
      this.dataSource,
      isOfFew ? ACCOUNTS_BUT_WALLETS : ACCOUNTS,
      [siteId, isOfFew ? kind : kind ? [kind] : accountKinds, limit + 1, readCursor(cursor, NIL_ID)],
    );
    const { items, next } = pageOf(rows, limit, ({ id }) => idCursor.encode(id));
    return { items: items.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })), next };
  }

  check(): Promise<LedgerReport[]> {
    return rowsOf<LedgerReport>(this.dataSource, CHECK_LEDGER);
  }

  private async wallet(siteId: string, readerId: string, runner: SqlRunner = this.dataSource) {
    const [wallet] = await rowsOf<{ id: string; balance: number; grantedToday: boolean | null }>(runner, WALLET, [
      siteId,
      readerId,
      CURRENCY,
    ]);
    return wallet;
  }

  private async statementOf(
    siteId: string,
    accountId: string,
    { limit, cursor }: TransferListQuery,
  ): Promise<TransferList> {
    const values = [siteId, accountId, limit + 1, readCursor(cursor, MAX_ID)];
    const rows = await rowsOf<Omit<Transfer, 'createdAt'> & { createdAt: Date }>(this.dataSource, STATEMENT, values);
    const { items, next } = pageOf(rows, limit, ({ id }) => idCursor.encode(id));
    return { items: items.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })), next };
  }
}
