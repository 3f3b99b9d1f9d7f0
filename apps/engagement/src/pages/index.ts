export { AliasesService } from './aliases.service';
export { PageEntity } from './page.entity';
export { PageGoneError } from './page-gone.error';
export { PageKeyEntity } from './page-key.entity';
export { PageKeySchema } from './page-key';
export { PagesModule } from './pages.module';
export { PagesRepository } from './pages.repository';
export { PagesService } from './pages.service';
