import { type CommentReward, CreateRewardSchema, type Reversal, type Reward } from '@afterword/contracts';
import { type IdempotencyKey, Limited, RequiredIdempotencyKey } from '@afterword/platform';
import { Body, Controller, Delete, Param, Post, UseGuards } from '@nestjs/common';
import type { z } from 'zod';
import { CommentsService } from '../comments';
import { PageKeySchema } from '../pages';
import { CurrentReader, type Reader, ReaderGuard, ReaderOrOperatorGuard, Viewer } from '../readers';
import { SitesService } from '../sites';
import { GivingService } from './giving.service';
import { UndoService } from './undo.service';

type RewardBody = z.infer<typeof CreateRewardSchema>;

@Controller('v1')
export class RewardsController {
  constructor(
    private readonly giving: GivingService,
    private readonly undoing: UndoService,
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
    @CurrentReader() reader: Reader,
    @Body({ schema: CreateRewardSchema }) { amount }: RewardBody,
  ): Promise<Reward> {
    return this.giving.toPage({ site: await this.sites.get(siteId), pageKey, reader, amount, key });
  }

  @Limited('reward')
  @Post('comments/:id/rewards')
  @UseGuards(ReaderGuard)
  async rewardComment(
    @Param('id') id: string,
    @RequiredIdempotencyKey() key: IdempotencyKey,
    @CurrentReader() reader: Reader,
    @Body({ schema: CreateRewardSchema }) { amount }: RewardBody,
  ): Promise<CommentReward> {
    const comment = await this.comments.findPublished(id, reader);
    return this.giving.toAuthor({ site: await this.sites.get(comment.siteId), comment, reader, amount, key });
  }

  /** By whoever gave it for a while, by the operator always. */
  @Limited('reward')
  @Delete('rewards/:id')
  @UseGuards(ReaderOrOperatorGuard)
  undo(@Param('id') id: string, @Viewer() reader: Reader | null): Promise<Reversal> {
    return this.undoing.undo(id, reader);
  }
}
