import { Module } from '@nestjs/common';
import { CleanupModule } from '@afterword/platform';
import { EventCleanup } from './event-cleanup';
import { EventConsumers } from './event-consumers';
import { EventCursors } from './event-cursors';
import { EventLog } from './event-log';
import { EventReplay } from './event-replay';

/** Recording events, registering consumers and replaying, without the queue: the command line has none. */
@Module({
  imports: [CleanupModule],
  providers: [EventLog, EventConsumers, EventCursors, EventReplay, EventCleanup],
  exports: [EventLog, EventConsumers, EventCursors, EventReplay],
})
export class EventLogModule {}
