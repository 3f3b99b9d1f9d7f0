import { Module } from '@nestjs/common';
import { ModerationLogModule } from '../moderation-log';
import { PagesModule } from '../pages';
import { MergePages } from './merge-pages.writer';
import { PageMergeController } from './page-merge.controller';
import { PageMergeService } from './page-merge.service';

@Module({
  imports: [ModerationLogModule, PagesModule],
  controllers: [PageMergeController],
  providers: [MergePages, PageMergeService],
  exports: [PageMergeService],
})
export class PageMergeModule {}
