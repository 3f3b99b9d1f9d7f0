export { FeedsModule } from './feeds.module';
export { OembedQuerySchema } from './oembed';
