export { SearchIndexModule } from './search-index.module';
export { SearchPageQuerySchema } from './search-page.controller';
export { SearchModule } from './search.module';
