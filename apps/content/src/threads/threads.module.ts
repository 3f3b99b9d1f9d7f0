import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { SnapshotsModule } from '../snapshots';
import { EngagementApi } from './engagement-api';
import { PostingService } from './posting.service';
import { ThreadsController } from './threads.controller';

@Module({
  imports: [ArticlesModule, SnapshotsModule],
  controllers: [ThreadsController],
  providers: [EngagementApi, PostingService],
})
export class ThreadsModule {}
