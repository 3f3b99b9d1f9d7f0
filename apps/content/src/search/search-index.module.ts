import { Global, Module } from '@nestjs/common';
import { ArticleIndex } from '../articles';
import { SearchIndex } from './search-index';
import { SearchIndexRepository } from './search-index.repository';

/** Global, so that articles can write the index without importing search. Every program that writes articles needs it. */
@Global()
@Module({
  providers: [SearchIndexRepository, { provide: ArticleIndex, useClass: SearchIndex }],
  exports: [SearchIndexRepository, ArticleIndex],
})
export class SearchIndexModule {}
