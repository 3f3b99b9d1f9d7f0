export { versionOf } from './comment-version';
export { DecisionsModule } from './decisions.module';
export { QueueRepository } from './queue.repository';
