import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { SearchIndexModule } from './search-index.module';
import { SearchBackfill } from './search.backfill';
import { SearchController } from './search.controller';
import { SearchPageController } from './search-page.controller';
import { SearchRepository } from './search.repository';
import { SearchService } from './search.service';

@Module({
  imports: [ArticlesModule, RelayLoopsModule, SearchIndexModule],
  controllers: [SearchController, SearchPageController],
  providers: [SearchRepository, SearchService, SearchBackfill],
})
export class SearchModule {}
