export { pageStyles, SITE_NAME } from './layout';
export { PagesModule } from './pages.module';
export { ArticleQuerySchema, ListQuerySchema } from './pages.controller';
