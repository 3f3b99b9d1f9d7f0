import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { IdempotencyModule } from '../idempotency';
import { PagesModule } from '../pages';
import { RewardsController } from './rewards.controller';
import { RewardsService } from './rewards.service';

@Module({
  imports: [PagesModule, CommentsModule, IdempotencyModule],
  controllers: [RewardsController],
  providers: [RewardsService],
})
export class RewardsModule {}
