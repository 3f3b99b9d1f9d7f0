import { Module } from '@nestjs/common';
import { SearchIndexRepository } from './search-index.repository';

@Module({ providers: [SearchIndexRepository], exports: [SearchIndexRepository] })
export class SearchIndexModule {}
