import { execute, newId, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type AccountKind, CURRENCY, ISSUANCE_OWNER } from './account';
import {
  accountKey,
  type AccountRow,
  type Booked,
  LedgerBatch,
  type OpenAccount,
  type RewardCommand,
  type RewardResult,
} from './ledger-batch';
import { LOCK_ACCOUNTS, MOVE_POINTS, OPEN_ACCOUNTS } from './ledger.sql';

interface Owner {
  siteId: string;
  ownerId: string;
}

/**
 * Rewards that were given at the same time. Accounts are opened and locked in the order of the ledger, what each command
 * finds in its wallet is reckoned here in the order of the commands, and all of it is booked in one statement.
 */
@Injectable()
export class RewardBatchService {
  /** The caller holds the pages' rows. One result for each command, in order. */
  async reward(tx: Transaction, commands: readonly RewardCommand[]): Promise<RewardResult[]> {
    const wallets = await this.open(
      tx,
      'wallet',
      commands.flatMap(({ site, readerId, to }) => [
        { siteId: site.id, ownerId: readerId },
        ...(to.comment ? [{ siteId: site.id, ownerId: to.comment.authorId }] : []),
      ]),
    );
    const batch = new LedgerBatch(wallets);
    const granting = commands.filter(({ site }) => site.startingBalance > 0 || site.dailyGrant > 0);
    const issuances = await this.open(
      tx,
      'issuance',
      granting.map(({ site }) => ({ siteId: site.id, ownerId: ISSUANCE_OWNER })),
    );
    for (const { site, readerId, to } of granting) {
      const issuance = issuances.get(accountKey(site.id, ISSUANCE_OWNER));
      if (!issuance) throw new Error('An account that was opened is there');
      batch.grant(site, readerId, issuance);
      if (to.comment) batch.grant(site, to.comment.authorId, issuance);
    }
    const pages = await this.open(
      tx,
      'page',
      commands.flatMap(({ site, to }) => (to.comment ? [] : [{ siteId: site.id, ownerId: to.pageId }])),
    );
    const results = commands.map((command): RewardResult => {
      const taker = command.to.comment
        ? batch.wallet(command.site.id, command.to.comment.authorId)
        : pages.get(accountKey(command.site.id, command.to.pageId));
      if (!taker) throw new Error('An account that was opened is there');
      return batch.reward(command, taker);
    });
    await this.book(tx, batch.booked());
    return results;
  }

  /** Accounts of one kind by `accountKey`, locked. Those that were not there are opened. */
  private async open(tx: Transaction, kind: AccountKind, owners: readonly Owner[]): Promise<Map<string, OpenAccount>> {
    const missing = new Map(owners.map((owner) => [accountKey(owner.siteId, owner.ownerId), owner]));
    const accounts = new Map<string, OpenAccount>();
    const take = (rows: readonly AccountRow[], isNew: boolean) => {
      for (const row of rows) {
        const key = accountKey(row.siteId, row.ownerId);
        accounts.set(key, { ...row, isNew });
        missing.delete(key);
      }
    };
    while (missing.size > 0) {
      const asked = [...missing.values()];
      const columns = [kind, CURRENCY, asked.map(({ siteId }) => siteId), asked.map(({ ownerId }) => ownerId)];
      take(await rowsOf<AccountRow>(tx, LOCK_ACCOUNTS, columns), false);
      if (missing.size === 0) break;
      const absent = [...missing.values()];
      const fresh = [absent.map(({ siteId }) => siteId), absent.map(({ ownerId }) => ownerId), absent.map(newId)];
      // One that another process opens at this moment gives no row, and is there at the next look.
      take(await rowsOf<AccountRow>(tx, OPEN_ACCOUNTS, [kind, CURRENCY, ...fresh]), true);
    }
    return accounts;
  }

  private async book(tx: Transaction, { nets, transfers }: Booked): Promise<void> {
    if (nets.length === 0) return;
    await execute(tx, MOVE_POINTS, [
      nets.map(({ siteId }) => siteId),
      nets.map(({ accountId }) => accountId),
      nets.map(({ amount }) => amount),
      nets.map(({ granted }) => granted),
      transfers.map(({ siteId }) => siteId),
      transfers.map(({ id }) => id),
      transfers.map(({ debit }) => debit),
      transfers.map(({ credit }) => credit),
      transfers.map(({ amount }) => amount),
      transfers.map(({ reason }) => reason),
      transfers.map(({ pageId }) => pageId),
      transfers.map(({ commentId }) => commentId),
      transfers.map(({ idempotencyKey }) => idempotencyKey),
      CURRENCY,
    ]);
  }
}
