export { ENGLISH, Layout, pageStyles, SITE_NAME } from './layout';
export { directionOf, formatDate } from './languages';
export { ListPage } from './list-page';
export { PageFilter } from './page.filter';
export { renderPage } from './render';
export { PagesModule } from './pages.module';
export { ArticleQuerySchema, ListQuerySchema } from './pages.controller';
export { PageRenderer } from './page-renderer';
export { addReadyPages } from './ready.hook';
