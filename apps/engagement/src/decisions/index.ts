export { moderationCommands } from './moderation.commands';
export { versionOf } from './comment-version';
export { DecisionsModule } from './decisions.module';
export { DecisionsService } from './decisions.service';
export { type QueueRow, QueueRepository } from './queue.repository';
export { RemoveCommentsOfReader } from './remove-comments-of-reader';
