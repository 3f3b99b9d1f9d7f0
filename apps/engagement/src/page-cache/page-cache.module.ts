import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { PageCache } from './page-cache';
import { PageChanges } from './page-changes';
import { ResponseCache } from './response-cache';
import { StoredPagesRepository } from './stored-pages.repository';

@Module({
  imports: [SitesModule],
  providers: [StoredPagesRepository, PageChanges, PageCache, ResponseCache],
  exports: [PageChanges, PageCache, ResponseCache],
})
export class PageCacheModule {}
