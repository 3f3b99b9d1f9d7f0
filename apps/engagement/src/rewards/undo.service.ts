import { LIMITS, type Reversal } from '@afterword/contracts';
import { DomainError, type Principal, type ReaderIdentity, type Transaction, readerOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { CommentReader, CommentsRepository } from '../comments';
import { CountersRepository, METRIC, toRewards } from '../counters';
import { LedgerReader, LedgerService, type MadeReward } from '../ledger';
import { PageChanges } from '../page-changes';
import { PagesRepository } from '../pages';
import { SitesService } from '../sites';

const MINUTE_MS = 60_000;

/** Rewards that are taken back. */
@Injectable()
export class UndoService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ledger: LedgerService,
    private readonly accounts: LedgerReader,
    private readonly pages: PagesRepository,
    private readonly comments: CommentsRepository,
    private readonly commentReader: CommentReader,
    private readonly counters: CountersRepository,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
  ) {}

  /**
   * Takes a reward back: whoever gave it within `LIMITS.rewardUndoMinutes`, the operator at any time. Taking
   * back what was taken back changes nothing.
   * @throws DomainError `reward-not-found`, `forbidden`, `undo-window-over`, `points-spent`
   */
  async undo(id: string, principal: Principal): Promise<Reversal> {
    const reader = readerOf(principal);
    const made = await this.dataSource.transaction((tx) => this.find(tx, id));
    if (principal.kind !== 'operator') assertMayUndo(made, reader);
    const reversal = await this.dataSource.transaction(async (tx) => {
      const reward = await this.lock(tx, made);
      return { ...(await this.reverse(tx, reward)), ...(await this.stateAfter(tx, reward, reader)) };
    });
    this.changes.changed([{ siteId: made.siteId, pageId: made.pageId }]);
    return reversal;
  }

  /** Whether it was taken back already is sure only when the page is locked. */
  private async lock(tx: Transaction, { siteId, pageId, commentId, id }: MadeReward): Promise<MadeReward> {
    const touched = { siteId, pageId, counters: commentId === null, comments: commentId !== null };
    const { commentsVersion } = await this.pages.touch(tx, touched);
    if (commentId !== null) await this.comments.markChanged(tx, [{ siteId, id: commentId, version: commentsVersion }]);
    return this.find(tx, id);
  }

  private async reverse(tx: Transaction, reward: MadeReward): Promise<{ id: string; balance: number }> {
    const { siteId, amount, commentId, pageId, reversalId } = reward;
    if (reversalId !== null) {
      const site = await this.sites.get(siteId);
      return { id: reversalId, balance: await this.accounts.balanceOf(site, reward.readerId, tx) };
    }
    const reversal = await this.ledger.reverse(tx, reward);
    if (reversal.outcome === 'points-spent') throw new DomainError('points-spent');
    const target = { siteId, targetId: commentId ?? pageId };
    await this.counters.add(tx, target, METRIC.rewardsCount, -1);
    await this.counters.add(tx, target, METRIC.rewardsAmount, -amount);
    return { id: reversal.id, balance: reversal.balance };
  }

  private async stateAfter(tx: Transaction, { siteId, pageId, commentId }: MadeReward, reader: ReaderIdentity | null) {
    if (commentId === null) {
      const { reactionKinds } = await this.sites.get(siteId);
      return { counters: await this.counters.ofPage(siteId, pageId, reactionKinds, tx) };
    }
    const rows = await this.counters.ofTargets([{ siteId, targetId: commentId }], tx);
    const viewers =
      reader && (await this.commentReader.viewersOf([{ siteId, targetId: commentId, readerId: reader.id }], tx));
    const viewer = viewers && reader ? viewers.of(commentId, reader.id) : null;
    return { rewards: toRewards(rows.get(commentId) ?? []), viewer };
  }

  private async find(tx: Transaction, id: string): Promise<MadeReward> {
    const reward = z.uuid().safeParse(id).success ? await this.ledger.findReward(tx, id) : null;
    if (!reward) throw new DomainError('reward-not-found');
    return reward;
  }
}

function assertMayUndo(reward: MadeReward, reader: ReaderIdentity | null): void {
  if (reward.siteId !== reader?.siteId || reward.readerId !== reader.id) {
    throw new DomainError('forbidden', { detail: 'Only who gave a reward may take it back.' });
  }
  if (reward.reversalId !== null) return;
  if (Date.now() - reward.createdAt.getTime() > LIMITS.rewardUndoMinutes * MINUTE_MS) {
    throw new DomainError('undo-window-over');
  }
}
