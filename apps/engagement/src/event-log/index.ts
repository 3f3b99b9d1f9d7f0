export { EventLog, type NewEvent } from './event-log';
export { EventLogModule } from './event-log.module';
