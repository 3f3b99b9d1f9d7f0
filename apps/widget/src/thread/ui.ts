/**
 * What of libs/ui only a thread shows, past its index: a bundler divides files, and through the index these would be among what
 * every element loads at once.
 */
export { type CommentState, commentElementId, type CommentView } from '../../../../libs/ui/src/comment';
export { Thread, type ThreadData } from '../../../../libs/ui/src/thread';
export { threadStyles } from '../../../../libs/ui/src/thread-styles';
