import { Module } from '@nestjs/common';
import { PageChangesModule } from '../page-changes';
import { PageCache } from './page-cache';
import { PageStatesRepository } from './page-states.repository';

@Module({ imports: [PageChangesModule], providers: [PageStatesRepository, PageCache], exports: [PageCache] })
export class PageCacheModule {}
