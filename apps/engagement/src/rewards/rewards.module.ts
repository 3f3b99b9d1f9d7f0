import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { LedgerModule } from '../ledger';
import { PagesModule } from '../pages';
import { RewardsController } from './rewards.controller';
import { RewardsService } from './rewards.service';

@Module({
  imports: [PagesModule, IdempotencyModule, LedgerModule],
  controllers: [RewardsController],
  providers: [RewardsService],
})
export class RewardsModule {}
