import { OperatorGuard } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { AccountsController } from './accounts.controller';
import { LedgerReader } from './ledger-reader';
import { LedgerService } from './ledger.service';

@Module({
  imports: [SitesModule],
  controllers: [AccountsController],
  providers: [LedgerService, LedgerReader, OperatorGuard],
  exports: [LedgerService, LedgerReader],
})
export class LedgerModule {}
