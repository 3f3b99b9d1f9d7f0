import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { EventLogModule } from './event-log.module';
import { EventRelay } from './event-relay';
import { EventWorkers } from './event-workers';

/** Hands events to the registered consumers, in processes with the role `worker`. */
@Module({ imports: [EventLogModule, RelayLoopsModule], providers: [EventRelay, EventWorkers], exports: [EventRelay] })
export class EventRelayModule {}
