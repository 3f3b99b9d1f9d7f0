/**
 * The parts of libs/ui that only a thread needs. Imported past its index: the bundler assigns whole files to chunks, and the
 * index would pull these into every element's first load.
 */
export {
  type CommentState,
  commentElementId,
  type CommentView,
  fragmentOf,
  LINK_GONE_ID,
} from '../../../../libs/ui/src/comment';
export { Thread, type ThreadData } from '../../../../libs/ui/src/thread';
export { threadStyles } from '../../../../libs/ui/src/thread-styles';
