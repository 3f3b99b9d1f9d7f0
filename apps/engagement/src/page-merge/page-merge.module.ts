import { Module } from '@nestjs/common';
import { PagesModule } from '../pages';
import { MergePages } from './merge-pages.writer';
import { PageMergeController } from './page-merge.controller';
import { PageMergeService } from './page-merge.service';

@Module({
  imports: [PagesModule],
  controllers: [PageMergeController],
  providers: [MergePages, PageMergeService],
  exports: [PageMergeService],
})
export class PageMergeModule {}
