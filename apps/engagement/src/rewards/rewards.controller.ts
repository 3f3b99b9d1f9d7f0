import { type CommentReward, CreateRewardSchema, type Reversal, type Reward } from '@afterword/contracts';
import { type IdempotencyKey, Limited, RequiredIdempotencyKey } from '@afterword/platform';
import type { Principal, ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Delete, Param, Post, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { CommentsService } from '../comments';
import { PageKeySchema } from '../pages';
import { CurrentReader, ReaderGuard, ReaderOrOperatorGuard, Viewer } from '../readers';
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

  @Limited('reward')
  @Post('sites/:site/pages/:page/rewards')
  @UseGuards(ReaderGuard)
  async rewardPage(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @RequiredIdempotencyKey() key: IdempotencyKey,
    @CurrentReader() principal: ReaderPrincipal,
    @Body({ schema: CreateRewardSchema }) { amount }: RewardBody,
  ): Promise<Reward> {
    return this.rewards.toPage({ site: await this.sites.get(siteId), pageKey, principal, amount, key });
  }

  @Limited('reward')
  @Post('comments/:id/rewards')
  @UseGuards(ReaderGuard)
  async rewardComment(
    @Param('id') id: string,
    @RequiredIdempotencyKey() key: IdempotencyKey,
    @CurrentReader() principal: ReaderPrincipal,
    @Body({ schema: CreateRewardSchema }) { amount }: RewardBody,
  ): Promise<CommentReward> {
    const comment = await this.comments.findPublished(id, principal);
    return this.rewards.toAuthor({ site: await this.sites.get(comment.siteId), comment, principal, amount, key });
  }

  /** By whoever gave it for a while, by the operator always. */
  @Limited('reward')
  @Delete('rewards/:id')
  @UseGuards(ReaderOrOperatorGuard)
  undo(@Param('id') id: string, @Viewer() principal: Principal): Promise<Reversal> {
    return this.rewards.undo(id, principal);
  }
}
