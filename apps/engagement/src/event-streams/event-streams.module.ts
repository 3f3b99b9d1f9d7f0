import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { PagesModule } from '../pages';
import { RestoredBackupsModule } from '../restored-backups';
import { EventStreamsController } from './event-streams.controller';
import { EventStreams } from './event-streams.service';

@Module({
  imports: [RelayLoopsModule, PagesModule, CommentsModule, RestoredBackupsModule],
  controllers: [EventStreamsController],
  providers: [EventStreams],
})
export class EventStreamsModule {}
