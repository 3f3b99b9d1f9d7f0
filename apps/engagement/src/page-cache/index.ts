export { PageCache } from './page-cache';
export { PageCacheModule } from './page-cache.module';
export type { Standing } from './standing';
