import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger';
import { PagesModule } from '../pages';
import { PageMergeController } from './page-merge.controller';
import { PageMergeRepository } from './page-merge.repository';
import { PageMergeService } from './page-merge.service';

@Module({
  imports: [PagesModule, LedgerModule, IdempotencyModule],
  controllers: [PageMergeController],
  providers: [PageMergeRepository, PageMergeService],
  exports: [PageMergeService],
})
export class PageMergeModule {}
