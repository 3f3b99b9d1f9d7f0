export { PageChanges } from './page-changes';
export { PageEntity } from './page.entity';
export { PageKeySchema } from './page-key';
export { PagesModule } from './pages.module';
export { PagesRepository } from './pages.repository';
