export { PageAuthorsModule } from './page-authors.module';
export { pageReaderKey, PageAuthorsRepository } from './page-authors.repository';
