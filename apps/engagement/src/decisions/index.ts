export { moderationCommands } from './moderation.commands';
export { DecisionsModule } from './decisions.module';
export { RemoveCommentsOfReader } from './remove-comments-of-reader';
