import type { CommentReward, Reversal, Reward, Site } from '@afterword/contracts';
import {
  DomainError,
  type GroupCommit,
  type IdempotencyKey,
  type Principal,
  type ReaderPrincipal,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { CommentRow } from '../comments';
import { LedgerService } from '../ledger';
import { PagesRepository } from '../pages';
import { PageIds, PageWrites } from '../page-writes';
import { MutedCounts } from '../reader-restriction';
import { type GiveCommand, GiveRewards } from './give-rewards.writer';
import { findReward, UndoReward } from './undo-reward.writer';
import { WithdrawName, type WithdrawNameCommand } from './withdraw-name.writer';

interface Giving {
  site: Site;
  principal: ReaderPrincipal;
  /** Whole points. */
  amount: number;
  /** Whether readers see who gave it. */
  isPublic: boolean;
  key: IdempotencyKey;
}

/** Gives rewards and takes them back. */
@Injectable()
export class RewardsService {
  private readonly commit: GroupCommit<GiveCommand, Reward | CommentReward>;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly writes: PageWrites,
    private readonly ids: PageIds,
    private readonly ledger: LedgerService,
    giveRewards: GiveRewards,
    private readonly undoReward: UndoReward,
    private readonly withdrawName: WithdrawName,
    private readonly pages: PagesRepository,
    private readonly muted: MutedCounts,
  ) {
    this.commit = writes.inGroups(giveRewards);
  }

  /** @throws DomainError `own-page`, `insufficient-balance`, `invalid-request` for more than the site allows */
  async toPage(giving: Giving & { pageKey: string }): Promise<Reward> {
    assertAmount(giving);
    const { site, pageKey, principal, amount, isPublic, key } = giving;
    const command = { site, siteId: site.id, principal, amount, isPublic, key };
    const reward = await this.ids.change({ site, key: pageKey, principal }, (page) =>
      this.commit.run({ ...command, ...page, to: { pageId: page.pageId, comment: null } }),
    );
    return this.muted.inAnswer(principal, { siteId: site.id, key: pageKey }, reward as Reward);
  }

  /** The points go to the comment's author. @throws DomainError as `toPage`, but `own-comment`, `author-gone`, `comment-not-found` */
  async toAuthor(giving: Giving & { comment: CommentRow }): Promise<CommentReward> {
    assertAmount(giving);
    const { site, comment, principal, amount, isPublic, key } = giving;
    const { id, siteId, pageId, readerId, authorRole } = comment;
    if (readerId === principal.reader.id) throw new DomainError('own-comment');
    const to = { pageId, comment: { id, author: { id: readerId, role: authorRole } } };
    return (await this.commit.run({ site, siteId, pageId, principal, amount, isPublic, key, to })) as CommentReward;
  }

  /**
   * Takes a reward back: whoever gave it within `LIMITS.rewardUndoMinutes`, the operator at any time. Repeating it changes
   * nothing.
   * @throws DomainError `reward-not-found`, `forbidden`, `undo-window-over`, `points-spent`
   */
  async undo(rewardId: string, principal: Principal): Promise<Reversal> {
    const { siteId, pageId } = await findReward(this.ledger, this.dataSource, rewardId);
    const reversal = await this.writes.run(this.undoReward, { siteId, pageId, principal, key: null, rewardId });
    return this.muted.inAnswer(principal, { siteId, pageId }, reversal);
  }

  /** Of a page that is not there, nobody is a supporter. */
  async withdrawNameFromPage(siteId: string, pageKey: string, principal: ReaderPrincipal): Promise<void> {
    const page = await this.pages.find(siteId, pageKey);
    if (page) await this.withdraw({ siteId, pageId: page.id, targetId: page.id, principal });
  }

  async withdrawNameFromComment({ siteId, pageId, id }: CommentRow, principal: ReaderPrincipal): Promise<void> {
    await this.withdraw({ siteId, pageId, targetId: id, principal });
  }

  /** Whoever may give no more may do so, too. */
  private async withdraw(from: Pick<WithdrawNameCommand, 'siteId' | 'pageId' | 'targetId' | 'principal'>) {
    await this.writes.run(this.withdrawName, { ...from, key: null, takesBack: true });
  }
}

function assertAmount({ site, amount }: Giving): void {
  if (amount <= site.limits.rewardMax) return;
  const message = `must be at most ${site.limits.rewardMax}`;
  throw new DomainError('invalid-request', { errors: [{ path: '/amount', message }] });
}
