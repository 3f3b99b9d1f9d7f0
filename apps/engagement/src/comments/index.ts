export { CommentReader } from './comment-reader';
export { CommentsModule } from './comments.module';
export { CommentsRepository } from './comments.repository';
