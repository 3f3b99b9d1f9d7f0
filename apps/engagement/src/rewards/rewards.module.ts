import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { PageWritesModule } from '../page-writes';
import { PagesModule } from '../pages';
import { GivingService } from './giving.service';
import { RewardsController } from './rewards.controller';
import { UndoService } from './undo.service';

@Module({
  imports: [PagesModule, PageWritesModule, CommentsModule],
  controllers: [RewardsController],
  providers: [GivingService, UndoService],
})
export class RewardsModule {}
