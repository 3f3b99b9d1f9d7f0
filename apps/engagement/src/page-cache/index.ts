export type { CachedPage } from './cached-page';
export { serveCachedResponses } from './cached-responses.hook';
export { PageCache } from './page-cache';
export { PageCacheModule } from './page-cache.module';
export { type PageChange, PageChanges } from './page-changes';
export { ResponseCache } from './response-cache';
