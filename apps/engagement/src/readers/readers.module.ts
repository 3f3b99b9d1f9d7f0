import { OperatorGuard } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger';
import { SitesModule } from '../sites';
import { ReaderGuard, ReaderOrOperatorGuard, ViewerGuard } from './reader.guard';
import { ReadersController } from './readers.controller';
import { SessionsService } from './sessions.service';
import { SsoService } from './sso.service';

@Module({
  imports: [SitesModule, LedgerModule],
  controllers: [ReadersController],
  providers: [SessionsService, SsoService, OperatorGuard, ViewerGuard, ReaderGuard, ReaderOrOperatorGuard],
  exports: [SessionsService, OperatorGuard, ViewerGuard, ReaderGuard, ReaderOrOperatorGuard, SitesModule],
})
export class ReadersModule {}
