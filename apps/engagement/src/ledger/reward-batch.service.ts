import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CURRENCY, doesGrant, ISSUANCE_OWNER } from './account';
import {
  accountKey,
  type AccountRef,
  type AccountRow,
  type Booked,
  LedgerBatch,
  type RewardCommand,
  type RewardResult,
  takerOf,
} from './ledger-batch';
import { LOCK_ACCOUNTS, MOVE_POINTS, OPEN_ACCOUNTS } from './ledger.sql';

/**
 * Books a batch of rewards. Existing accounts are locked in the order of the ledger. Balances are computed here, command by
 * command. New accounts are opened last, in the same order, when everything is booked (decision record 0031).
 */
@Injectable()
export class RewardBatchService {
  /** Locks the existing accounts of rewards. Statements sent earlier lock the pages' rows. */
  lock(tx: Pipeline, commands: readonly RewardCommand[]): Promise<AccountRow[]> {
    const refs = new Map(commands.flatMap(accountsOf).map((ref) => [accountKey(ref), ref]));
    return rowsOf<AccountRow>(tx, LOCK_ACCOUNTS, [CURRENCY, ...columns([...refs.values()])]);
  }

  /**
   * @returns one result for each command, in order
   * @throws if another process has opened one of the accounts since; the transaction must be retried
   * @param accounts the result of `lock` for these commands, and possibly others
   */
  reward(tx: Pipeline, commands: readonly RewardCommand[], accounts: readonly AccountRow[]): RewardResult[] {
    const batch = new LedgerBatch(accounts);
    for (const { site, giver, to } of commands.filter(({ site }) => doesGrant(site))) {
      batch.grant(site, giver);
      if (to.comment) batch.grant(site, to.comment.author);
    }
    const results = commands.map((command) => batch.reward(command));
    this.book(tx, batch.booked());
    return results;
  }

  private book(tx: Pipeline, { opened, changed, transfers }: Booked): void {
    if (opened.length > 0) {
      const statement = execute(tx, OPEN_ACCOUNTS, [
        CURRENCY,
        ...columns(opened.map(({ account }) => account)),
        opened.map(({ account }) => account.id),
        opened.map(({ amount }) => amount),
        opened.map(({ granted }) => granted),
      ]);
      tx.send(statement);
    }
    if (transfers.length === 0) return;
    const booked = execute(tx, MOVE_POINTS, [
      changed.map(({ account }) => account.siteId),
      changed.map(({ account }) => account.id),
      changed.map(({ amount }) => amount),
      changed.map(({ granted }) => granted),
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
      transfers.map(({ isPublic = false }) => isPublic),
    ]);
    tx.send(booked);
  }
}

/** The accounts that a reward touches. */
function accountsOf(command: RewardCommand): AccountRef[] {
  const { site } = command;
  const giver: AccountRef = { siteId: site.id, kind: 'wallet', ownerId: command.giver.id };
  const issuance: AccountRef = { siteId: site.id, kind: 'issuance', ownerId: ISSUANCE_OWNER };
  return [giver, takerOf(command), ...(doesGrant(site) ? [issuance] : [])];
}

const columns = (refs: readonly AccountRef[]) => [
  refs.map(({ siteId }) => siteId),
  refs.map(({ kind }) => kind),
  refs.map(({ ownerId }) => ownerId),
];
