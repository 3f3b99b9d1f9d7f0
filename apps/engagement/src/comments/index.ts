export { CommentReader } from './comment-reader';
export { CommentsModule } from './comments.module';
