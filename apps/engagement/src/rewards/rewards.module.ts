import { Module } from '@nestjs/common';
import { CountersModule } from '../counters';
import { PageAuthorsModule } from '../page-authors';
import { CommentsModule } from '../comments';
import { PageWritesModule } from '../page-writes';
import { PagesModule } from '../pages';
import { GivingService } from './giving.service';
import { RewardsController } from './rewards.controller';
import { UndoService } from './undo.service';

@Module({
  imports: [CountersModule, PageAuthorsModule, PagesModule, PageWritesModule, CommentsModule],
  controllers: [RewardsController],
  providers: [GivingService, UndoService],
})
export class RewardsModule {}
