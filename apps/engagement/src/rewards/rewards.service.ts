import { type CommentReward, LIMITS, type Reversal, type Reward, type Site } from '@afterword/contracts';
import { DomainError, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { CommentReader, type CommentRow, CommentsRepository } from '../comments';
import { CountersRepository, METRIC, toRewards } from '../counters';
import { type IdempotencyKey, IdempotencyService } from '../idempotency';
import { LedgerReader, LedgerService, type MadeReward, type Rewarded } from '../ledger';
import { PageChanges, PagesRepository } from '../pages';
import type { Reader } from '../readers';
import { SitesService } from '../sites';

const MINUTE_MS = 60_000;

interface Giving {
  site: Site;
  reader: Reader;
  amount: number;
  key: IdempotencyKey;
}

/** Every transfer is stored with its counters, and its key, or none of them is. */
@Injectable()
export class RewardsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ledger: LedgerService,
    private readonly accounts: LedgerReader,
    private readonly pages: PagesRepository,
    private readonly comments: CommentsRepository,
    private readonly commentReader: CommentReader,
    private readonly counters: CountersRepository,
    private readonly idempotency: IdempotencyService,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
  ) {}

  /** @throws DomainError `insufficient-balance`, `invalid-request` for more than the site allows */
  async onPage({ pageKey, ...giving }: Giving & { pageKey: string }): Promise<Reward> {
    const { site, reader, key } = giving;
    const reward = await this.pages.withId(site.id, pageKey, (pageId) =>
      this.idempotency.run(reader, key, async (tx) => {
        const given = await this.give(tx, giving, { pageId, comment: null });
        return { ...given, counters: await this.counters.ofPage(site.id, pageId, site.reactionKinds, tx) };
      }),
    );
    this.changes.changed();
    return reward;
  }

  /** The points go to the comment's author. @throws DomainError as `onPage`, `own-comment`, `comment-not-found` */
  async onComment({ comment, ...giving }: Giving & { comment: CommentRow }): Promise<CommentReward> {
    const { reader, key } = giving;
    if (comment.readerId === reader.id) throw new DomainError('own-comment');
    const { id, pageId, readerId: authorId } = comment;
    const reward = await this.idempotency.run(reader, key, async (tx) => {
      const given = await this.give(tx, giving, { pageId, comment: { id, authorId } });
      return { ...given, ...(await this.stateOf(tx, comment, reader)) };
    });
    this.changes.changed();
    return reward;
  }

  /**
   * Takes a reward back: whoever gave it within `LIMITS.rewardUndoMinutes`, the operator (no `reader`) at any time. Taking
   * back what was taken back changes nothing.
   * @throws DomainError `reward-not-found`, `forbidden`, `undo-window-over`, `points-spent`
   */
  async undo(id: string, reader: Reader | null): Promise<Reversal> {
    const made = await this.dataSource.transaction((tx) => this.find(tx, id));
    if (reader) assertMayUndo(made, reader);
    const reversal = await this.dataSource.transaction(async (tx) => {
      await this.touch(tx, made.siteId, made);
      // Whether it was taken back is sure only now that the page is locked.
      const reward = await this.find(tx, id);
      return { ...(await this.reverse(tx, reward)), ...(await this.stateAfter(tx, reward, reader)) };
    });
    this.changes.changed();
    return reversal;
  }

  private async give(tx: Transaction, { site, reader, amount }: Giving, to: Rewarded) {
    if (amount > site.limits.rewardMax) {
      const message = `must be at most ${site.limits.rewardMax}`;
      throw new DomainError('invalid-request', { errors: [{ path: '/amount', message }] });
    }
    await this.touch(tx, site.id, { pageId: to.pageId, commentId: to.comment?.id ?? null });
    const transfer = await this.ledger.reward(tx, { site, readerId: reader.id, to, amount });
    if (transfer.outcome === 'insufficient-balance') throw new DomainError('insufficient-balance');
    await this.count(tx, { siteId: site.id, targetId: to.comment?.id ?? to.pageId }, 1, amount);
    return { id: transfer.id, balance: transfer.balance };
  }

  private async reverse(tx: Transaction, reward: MadeReward): Promise<{ id: string; balance: number }> {
    const { siteId, amount, commentId, pageId, reversalId } = reward;
    if (reversalId !== null) {
      const site = await this.sites.get(siteId);
      return { id: reversalId, balance: await this.accounts.balanceOf(site, reward.readerId, tx) };
    }
    const reversal = await this.ledger.reverse(tx, reward);
    if (reversal.outcome === 'points-spent') throw new DomainError('points-spent');
    await this.count(tx, { siteId, targetId: commentId ?? pageId }, -1, -amount);
    return { id: reversal.id, balance: reversal.balance };
  }

  /** A page's rewards are among its counters, a comment's are shown with the comment. */
  private async touch(tx: Transaction, siteId: string, on: { pageId: string; commentId: string | null }) {
    const { pageId, commentId } = on;
    const touched = { siteId, pageId, counters: commentId === null, comments: commentId !== null };
    const { commentsVersion } = await this.pages.touch(tx, touched);
    if (commentId !== null) await this.comments.markChanged(tx, { siteId, id: commentId, version: commentsVersion });
  }

  private async count(tx: Transaction, target: { siteId: string; targetId: string }, count: number, amount: number) {
    await this.counters.add(tx, target, METRIC.rewardsCount, count);
    await this.counters.add(tx, target, METRIC.rewardsAmount, amount);
  }

  private async stateOf(tx: Transaction, comment: { siteId: string; id: string }, reader: Reader) {
    const { siteId, id: targetId } = comment;
    const rows = await this.counters.ofTargets([{ siteId, targetId }], tx);
    const viewers = await this.commentReader.viewersOf([{ siteId, targetId }], reader.id, tx);
    return {
      rewards: toRewards(rows.get(targetId) ?? []),
      viewer: viewers.get(targetId) ?? { reactions: [], rewarded: 0 },
    };
  }

  private async stateAfter(tx: Transaction, { siteId, pageId, commentId }: MadeReward, reader: Reader | null) {
    if (commentId === null) {
      const { reactionKinds } = await this.sites.get(siteId);
      return { counters: await this.counters.ofPage(siteId, pageId, reactionKinds, tx) };
    }
    if (reader) return this.stateOf(tx, { siteId, id: commentId }, reader);
    const rows = await this.counters.ofTargets([{ siteId, targetId: commentId }], tx);
    return { rewards: toRewards(rows.get(commentId) ?? []), viewer: null };
  }

  private async find(tx: Transaction, id: string): Promise<MadeReward> {
    const reward = z.uuid().safeParse(id).success ? await this.ledger.findReward(tx, id) : null;
    if (!reward) throw new DomainError('reward-not-found');
    return reward;
  }
}

function assertMayUndo(reward: MadeReward, reader: Reader): void {
  if (reward.siteId !== reader.siteId || reward.readerId !== reader.id) {
    throw new DomainError('forbidden', { detail: 'Only who gave a reward may take it back.' });
  }
  if (reward.reversalId !== null) return;
  if (Date.now() - reward.createdAt.getTime() > LIMITS.rewardUndoMinutes * MINUTE_MS) {
    throw new DomainError('undo-window-over');
  }
}
