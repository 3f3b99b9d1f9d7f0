export { SearchPageQuerySchema } from './search-page.controller';
export { SearchModule } from './search.module';
