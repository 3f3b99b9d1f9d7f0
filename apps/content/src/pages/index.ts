export { SITE_NAME } from './layout';
export { PagesModule } from './pages.module';
