import { Module } from '@nestjs/common';
import { AkismetModule } from '../akismet';
import { CommentsModule } from '../comments';
import { ModerationModule } from '../moderation';
import { ModerationLogModule } from '../moderation-log';
import { PageWritesModule } from '../page-writes';
import { ReadersModule } from '../readers';
import { ReportsModule } from '../reports';
import { SitesModule } from '../sites';
import { SpamFilterModule } from '../spam-filter';
import { DecideComments } from './decide-comments.writer';
import { DecisionsController } from './decisions.controller';
import { DecisionsService } from './decisions.service';
import { QueueController } from './queue.controller';
import { QueueRepository } from './queue.repository';
import { QueueService } from './queue.service';
import { RemoveCommentsOfReader } from './remove-comments-of-reader';
import { TrialController } from './trial.controller';
import { UndoDecision } from './undo-decision.writer';

/** What moderators see and decide. */
@Module({
  imports: [
    AkismetModule,
    CommentsModule,
    ModerationLogModule,
    ModerationModule,
    PageWritesModule,
    ReadersModule,
    ReportsModule,
    SitesModule,
    SpamFilterModule,
  ],
  controllers: [QueueController, DecisionsController, TrialController],
  providers: [QueueRepository, QueueService, DecisionsService, DecideComments, RemoveCommentsOfReader, UndoDecision],
  exports: [DecisionsService, QueueRepository, RemoveCommentsOfReader],
})
export class DecisionsModule {}
