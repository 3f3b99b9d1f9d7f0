import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { PagesModule } from '../pages';
import { ReactionsModule } from '../reactions';
import { GiveRewards } from './give-rewards.writer';
import { RewardsController } from './rewards.controller';
import { RewardsService } from './rewards.service';
import { UndoReward } from './undo-reward.writer';

@Module({
  imports: [PagesModule, CommentsModule, ReactionsModule],
  controllers: [RewardsController],
  providers: [RewardsService, GiveRewards, UndoReward],
})
export class RewardsModule {}
