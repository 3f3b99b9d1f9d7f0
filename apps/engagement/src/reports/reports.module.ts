import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { ModerationLogModule } from '../moderation-log';
import { PageWritesModule } from '../page-writes';
import { SitesModule } from '../sites';
import { ReportComment } from './report-comment.writer';
import { ReportsController } from './reports.controller';
import { ReportsRepository } from './reports.repository';
import { ReportsService } from './reports.service';

@Module({
  imports: [CleanupModule, CommentsModule, ModerationLogModule, PageWritesModule, SitesModule],
  controllers: [ReportsController],
  providers: [ReportComment, ReportsRepository, ReportsService],
  exports: [ReportsRepository],
})
export class ReportsModule {}
