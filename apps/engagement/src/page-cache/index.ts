export { KeptAnswers } from './kept-answers';
export { PageCache } from './page-cache';
export { PageCacheModule } from './page-cache.module';
export { addReadyAnswers } from './ready.hook';
export type { Standing } from './standing';
