export { SearchIndexModule } from './search-index.module';
export { SearchModule } from './search.module';
