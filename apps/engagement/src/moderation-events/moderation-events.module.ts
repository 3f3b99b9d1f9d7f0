import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { DecisionsModule } from '../decisions';
import { ModerationClaimsModule } from '../moderation-claims';
import { PageCacheModule } from '../page-cache';
import { RestoredBackupsModule } from '../restored-backups';
import { SitesModule } from '../sites';
import { ModerationEventsController } from './moderation-events.controller';
import { ModerationEventsRepository } from './moderation-events.repository';
import { ModerationEvents } from './moderation-events.service';

/** The moderators' event stream. */
@Module({
  imports: [
    RelayLoopsModule,
    DecisionsModule,
    ModerationClaimsModule,
    PageCacheModule,
    RestoredBackupsModule,
    SitesModule,
  ],
  controllers: [ModerationEventsController],
  providers: [ModerationEvents, ModerationEventsRepository],
})
export class ModerationEventsModule {}
