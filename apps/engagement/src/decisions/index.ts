export { moderationCommands } from './moderation.commands';
export { versionOf } from './comment-version';
export { DecisionsModule } from './decisions.module';
export { QueueRepository } from './queue.repository';
export { RemoveCommentsOfReader } from './remove-comments-of-reader';
