export { CommentReader } from './comment-reader';
export { CommentsModule } from './comments.module';
export { type CommentRow, CommentsRepository } from './comments.repository';
export { CommentsService } from './comments.service';
