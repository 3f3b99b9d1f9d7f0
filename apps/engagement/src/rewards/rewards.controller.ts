import {
  type CommentReward,
  CommentRewardSchema,
  CreateRewardSchema,
  type Reversal,
  ReversalSchema,
  type Reward,
  RewardSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  CurrentReader,
  type IdempotencyKey,
  Operation,
  type Principal,
  type ReaderPrincipal,
  RequiredIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { CommentsService } from '../comments';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { RewardsService } from './rewards.service';

type RewardBody = z.infer<typeof CreateRewardSchema>;

@Controller('v1')
export class RewardsController {
  constructor(
    private readonly rewards: RewardsService,
    private readonly comments: CommentsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'rewardPage',
    tag: 'Shares and rewards',
    summary: 'Rewards a page with points.',
    access: 'reader',
    limit: 'reward',
    idempotencyKey: 'required',
    answer: { status: 201, schema: RewardSchema },
    problems: ['insufficient-balance', 'own-page'],
  })
  @Post('sites/:site/pages/:page/rewards')
  async rewardPage(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @RequiredIdempotencyKey() key: IdempotencyKey,
    @CurrentReader() principal: ReaderPrincipal,
    @Body({ schema: CreateRewardSchema }) { amount, public: isPublic }: RewardBody,
  ): Promise<Reward> {
    return this.rewards.toPage({ site: await this.sites.get(siteId), pageKey, principal, amount, isPublic, key });
  }

  @Operation({
    id: 'rewardComment',
    tag: 'Shares and rewards',
    summary: 'Rewards the author of a comment with points.',
    access: 'reader',
    limit: 'reward',
    idempotencyKey: 'required',
    answer: { status: 201, schema: CommentRewardSchema },
    problems: ['insufficient-balance', 'own-comment', 'author-gone', 'comment-not-found'],
  })
  @Post('comments/:id/rewards')
  async rewardComment(
    @Param('id') id: string,
    @RequiredIdempotencyKey() key: IdempotencyKey,
    @CurrentReader() principal: ReaderPrincipal,
    @Body({ schema: CreateRewardSchema }) { amount, public: isPublic }: RewardBody,
  ): Promise<CommentReward> {
    const comment = await this.comments.findPublished(id, principal);
    return this.rewards.toAuthor({
      site: await this.sites.get(comment.siteId),
      comment,
      principal,
      amount,
      isPublic,
      key,
    });
  }

  /** The giver may undo a reward for `LIMITS.rewardUndoMinutes`, the operator at any time. */
  @Operation({
    id: 'undoReward',
    tag: 'Shares and rewards',
    summary: 'Undoes a reward: its giver within the undo window, the operator always.',
    access: 'reader-or-operator',
    limit: 'reward',
    answer: { status: 200, schema: ReversalSchema },
    problems: ['reward-not-found', 'undo-window-over', 'points-spent'],
  })
  @Delete('rewards/:id')
  undo(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Reversal> {
    return this.rewards.undo(id, principal);
  }

  @Operation({
    id: 'withdrawNameFromPage',
    tag: 'Shares and rewards',
    summary:
      'Names the reader among the supporters of a page no longer. Their rewards stay and are counted. Idempotent.',
    access: 'reader',
    limit: 'reward',
    answer: { status: 204 },
  })
  @Delete('sites/:site/pages/:page/supporters/me')
  async withdrawNameFromPage(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<void> {
    await this.rewards.withdrawNameFromPage((await this.sites.get(siteId)).id, pageKey, principal);
  }

  @Operation({
    id: 'withdrawNameFromComment',
    tag: 'Shares and rewards',
    summary: 'The same of a comment.',
    access: 'reader',
    limit: 'reward',
    answer: { status: 204 },
    problems: ['comment-not-found'],
  })
  @Delete('comments/:id/supporters/me')
  async withdrawNameFromComment(@Param('id') id: string, @CurrentReader() principal: ReaderPrincipal): Promise<void> {
    await this.rewards.withdrawNameFromComment(await this.comments.find(id, principal), principal);
  }
}
