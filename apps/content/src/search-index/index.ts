export { searchable, termsOf } from './indexable';
export { SearchIndexModule } from './search-index.module';
export { type SearchDocument, SearchIndexRepository } from './search-index.repository';
