import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { PagesModule } from '../pages';
import { CommentAuthorsRepository } from './comment-authors.repository';
import { GiveRewards } from './give-rewards.writer';
import { RewardsController } from './rewards.controller';
import { RewardsService } from './rewards.service';
import { UndoReward } from './undo-reward.writer';
import { WithdrawName } from './withdraw-name.writer';

@Module({
  imports: [PagesModule, CommentsModule],
  controllers: [RewardsController],
  providers: [RewardsService, GiveRewards, UndoReward, WithdrawName, CommentAuthorsRepository],
})
export class RewardsModule {}
