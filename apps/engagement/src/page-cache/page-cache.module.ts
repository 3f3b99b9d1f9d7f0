import { Module } from '@nestjs/common';
import { PageChangesModule } from '../page-changes';
import { SitesModule } from '../sites';
import { KeptAnswers } from './kept-answers';
import { PageCache } from './page-cache';
import { PageStatesRepository } from './page-states.repository';

@Module({
  imports: [PageChangesModule, SitesModule],
  providers: [PageStatesRepository, PageCache, KeptAnswers],
  exports: [PageCache, KeptAnswers],
})
export class PageCacheModule {}
