import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger';
import { PagesModule } from '../pages';
import { PageMergeController } from './page-merge.controller';
import { PageMergeRepository } from './page-merge.repository';
import { PageMergeService } from './page-merge.service';

@Module({
  imports: [PagesModule, LedgerModule],
  controllers: [PageMergeController],
  providers: [PageMergeRepository, PageMergeService],
})
export class PageMergeModule {}
