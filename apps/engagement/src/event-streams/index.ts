export { EventStream } from './event-stream';
export { OpenStreams } from './open-streams';
export { EventStreamsModule } from './event-streams.module';
