import { execute, newId, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CURRENCY, type Grants, ISSUANCE_OWNER } from './account';
import {
  accountKey,
  type AccountRef,
  type AccountRow,
  type Booked,
  LedgerBatch,
  type OpenAccount,
  type RewardCommand,
  type RewardResult,
  takerOf,
} from './ledger-batch';
import { LOCK_ACCOUNTS, MOVE_POINTS, OPEN_ACCOUNTS } from './ledger.sql';

/** Locked accounts by `accountKey`. */
export type OpenAccounts = ReadonlyMap<string, OpenAccount>;

/**
 * Rewards that were given at the same time. Accounts are locked and opened in the order of the ledger, what each command
 * finds in its wallet is reckoned here in the order of the commands, and all of it is booked in one statement.
 */
@Injectable()
export class RewardBatchService {
  /** One result for each command, in order. @param accounts of `open` for these commands, and maybe others */
  reward(tx: Pipeline, commands: readonly RewardCommand[], accounts: OpenAccounts): RewardResult[] {
    const batch = new LedgerBatch(accounts);
    for (const { site, readerId, to } of commands.filter(({ site }) => doesGrant(site))) {
      batch.grant(site, readerId);
      if (to.comment) batch.grant(site, to.comment.authorId);
    }
    const results = commands.map((command) => batch.reward(command));
    this.book(tx, batch.booked());
    return results;
  }

  /**
   * Locks the accounts that rewards touch. Those that were not there are opened: first, so that one that another process opens at
   * this moment is there when the others are locked. The pages' rows are locked by statements that were sent before; a page
   * that is gone gets no account.
   */
  async open(tx: Pipeline, commands: readonly RewardCommand[]): Promise<OpenAccounts> {
    const refs = commands.flatMap(accountsOf);
    const wanted = [...new Map(refs.map((ref) => [accountKey(ref), ref])).values()];
    const asked = [CURRENCY, ...columns(wanted), wanted.map(newId)];
    const [opened, locked] = await Promise.all([
      rowsOf<AccountRow>(tx, OPEN_ACCOUNTS, asked),
      rowsOf<AccountRow>(tx, LOCK_ACCOUNTS, asked),
    ]);
    const found = [
      ...opened.map((row) => ({ ...row, isNew: true })),
      ...locked.map((row) => ({ ...row, isNew: false })),
    ];
    return new Map(found.map((account) => [accountKey(account), account]));
  }

  private book(tx: Pipeline, { nets, transfers }: Booked): void {
    if (nets.length === 0) return;
    const booked = execute(tx, MOVE_POINTS, [
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
    tx.send(booked);
  }
}

const doesGrant = ({ startingBalance, dailyGrant }: Grants) => startingBalance > 0 || dailyGrant > 0;

/** The accounts that a reward touches. */
function accountsOf(command: RewardCommand): AccountRef[] {
  const { site, readerId } = command;
  const giver: AccountRef = { siteId: site.id, kind: 'wallet', ownerId: readerId };
  const issuance: AccountRef = { siteId: site.id, kind: 'issuance', ownerId: ISSUANCE_OWNER };
  return [giver, takerOf(command), ...(doesGrant(site) ? [issuance] : [])];
}

const columns = (refs: readonly AccountRef[]) => [
  refs.map(({ siteId }) => siteId),
  refs.map(({ kind }) => kind),
  refs.map(({ ownerId }) => ownerId),
];
