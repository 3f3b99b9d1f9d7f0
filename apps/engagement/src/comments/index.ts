export { CommentReader, type CommentViewers } from './comment-reader';
export { HELD, publicStatus, TRANSITIONS } from './comment-status';
export { CommentStatuses, type StatusRecord, type StatusUndo } from './comment-statuses';
export { CommentsModule } from './comments.module';
export { type CommentRow, CommentsRepository } from './comments.repository';
export { PostingService } from './posting.service';
export { previewBody } from './comment-body';
export { RenderingService } from './rendering.service';
export { CommentsService } from './comments.service';
