export { CommentFeedsModule } from './comment-feeds.module';
