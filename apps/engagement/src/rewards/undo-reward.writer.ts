import { LIMITS, type Reversal } from '@afterword/contracts';
import { DomainError, type Pipeline, type Principal, readerOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CommentReader, CommentsRepository } from '../comments';
import { CountersRepository, CounterTally, METRIC, toCounters, toRewards } from '../counters';
import { LedgerReader, LedgerService, type MadeReward } from '../ledger';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { SitesService } from '../sites';

const MINUTE_MS = 60_000;

export interface UndoRewardCommand extends OnePageCommand {
  rewardId: string;
}

/** Takes a reward back. Idempotent. */
@Injectable()
export class UndoReward extends SingleWriter<UndoRewardCommand, Reversal> {
  readonly name = 'undo-reward';

  constructor(
    private readonly ledger: LedgerService,
    private readonly accounts: LedgerReader,
    private readonly comments: CommentsRepository,
    private readonly commentReader: CommentReader,
    private readonly counters: CountersRepository,
    private readonly sites: SitesService,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: UndoRewardCommand, pages: LockedPages): Promise<PageWrite<Reversal>> {
    const { siteId, pageId, principal } = command;
    // Only under the page's lock is it certain whether the reward was taken back before.
    const reward = await findReward(this.ledger, tx, command.rewardId);
    assertMayUndo(reward, principal);
    const { commentId, amount, reversalId, readerId } = reward;
    const target = { siteId, targetId: commentId ?? pageId };
    const tally = new CounterTally(await this.counters.ofTargets([target], tx));
    if (reversalId !== null) {
      const balance = await this.accounts.balanceOf(await this.sites.get(siteId), readerId, tx);
      return { answer: { id: reversalId, balance, ...(await this.state(tx, reward, { tally, principal })) } };
    }
    const reversal = await this.ledger.reverse(tx, reward);
    if (reversal.outcome === 'points-spent') throw new DomainError('points-spent');
    const { id, balance } = reversal;
    const counters = [
      { ...target, metric: METRIC.rewardsCount, by: -1 },
      { ...target, metric: METRIC.rewardsAmount, by: -amount },
    ];
    for (const change of counters) tally.add(change);
    if (commentId !== null) {
      const version = pageOf(command, pages).nextCommentsVersion;
      await this.comments.markChanged(tx, [{ siteId, id: commentId, version }]);
    }
    return {
      answer: { id, balance, ...(await this.state(tx, reward, { tally, principal })) },
      counters,
      changed: [{ pageId, counters: commentId === null, comments: commentId !== null }],
      events: [
        {
          type: 'reward.undone',
          siteId,
          pageId,
          subjectId: reward.id,
          actorId: readerOf(principal)?.id ?? null,
          payload: { amount, commentId, reversalId: id },
        },
      ],
    };
  }

  /** The reward counters of the page or comment after the change. */
  private async state(
    tx: Pipeline,
    { siteId, pageId, commentId }: MadeReward,
    { tally, principal }: { tally: CounterTally; principal: Principal },
  ) {
    const rows = tally.of(commentId ?? pageId);
    if (commentId === null) return { counters: toCounters((await this.sites.get(siteId)).reactionKinds, rows) };
    const reader = readerOf(principal);
    const viewers =
      reader && (await this.commentReader.viewersOf([{ siteId, targetId: commentId, readerId: reader.id }], tx));
    return { rewards: toRewards(rows), viewer: viewers && reader ? viewers.of(commentId, reader.id) : null };
  }
}

/** @throws DomainError `reward-not-found` */
export async function findReward(ledger: LedgerService, runner: SqlRunner, id: string): Promise<MadeReward> {
  const reward = z.uuid().safeParse(id).success ? await ledger.findReward(runner, id) : null;
  if (!reward) throw new DomainError('reward-not-found');
  return reward;
}

function assertMayUndo(reward: MadeReward, principal: Principal): void {
  if (principal.kind !== 'reader') return;
  const { reader } = principal;
  if (reward.siteId !== reader.siteId || reward.readerId !== reader.id) {
    throw new DomainError('forbidden', { detail: 'Only the reader who gave a reward may take it back.' });
  }
  if (reward.reversalId !== null) return;
  if (Date.now() - reward.createdAt.getTime() > LIMITS.rewardUndoMinutes * MINUTE_MS) {
    throw new DomainError('undo-window-over');
  }
}
