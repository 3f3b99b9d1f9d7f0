import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CountersModule } from '../counters';
import { PageChangesModule } from '../page-changes';
import { PagesModule } from '../pages';
import { PageWritesRepository } from './page-writes.repository';
import { PageWrites } from './page-writes.service';

@Module({
  imports: [CountersModule, IdempotencyModule, PageChangesModule, PagesModule],
  providers: [PageWritesRepository, PageWrites],
  exports: [PageWrites],
})
export class PageWritesModule {}
