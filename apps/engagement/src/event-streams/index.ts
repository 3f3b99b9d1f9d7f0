export { EventStream } from './event-stream';
export { EventStreamsModule } from './event-streams.module';
