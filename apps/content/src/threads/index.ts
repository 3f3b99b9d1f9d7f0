export { acceptForms } from './form-body';
export { CommentQuerySchema, CommentsQuerySchema } from './threads.controller';
export { ThreadsModule } from './threads.module';
