import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { AccountsController } from './accounts.controller';
import { LedgerReader } from './ledger-reader';
import { LedgerService } from './ledger.service';
import { RewardBatchService } from './reward-batch.service';

@Module({
  imports: [SitesModule],
  controllers: [AccountsController],
  providers: [LedgerService, LedgerReader, RewardBatchService],
  exports: [LedgerService, LedgerReader, RewardBatchService],
})
export class LedgerModule {}
