import { Module } from '@nestjs/common';
import { PageAuthorsModule } from '../page-authors';
import { CommentsModule } from '../comments';
import { PageWritesModule } from '../page-writes';
import { PagesModule } from '../pages';
import { GivingService } from './giving.service';
import { RewardsController } from './rewards.controller';
import { UndoService } from './undo.service';

@Module({
  imports: [PageAuthorsModule, PagesModule, PageWritesModule, CommentsModule],
  controllers: [RewardsController],
  providers: [GivingService, UndoService],
})
export class RewardsModule {}
