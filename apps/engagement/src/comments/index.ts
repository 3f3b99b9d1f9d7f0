export { CommentReader, type CommentViewers } from './comment-reader';
export { CommentRenderingModule } from './comment-rendering.module';
export { CommentStatuses, type StatusRecord } from './comment-statuses';
export { CommentsModule } from './comments.module';
export { type CommentRow, CommentsRepository } from './comments.repository';
export { PostingService } from './posting.service';
export { RenderingService } from './rendering.service';
export { CommentsService } from './comments.service';
