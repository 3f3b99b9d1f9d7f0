import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log';
import { IdempotencyModule } from '@afterword/platform';
import { PageCacheModule } from '../page-cache';
import { PageIds } from './page-ids';
import { PageWrites } from './page-writes';

@Module({
  imports: [EventLogModule, IdempotencyModule, PageCacheModule],
  providers: [PageIds, PageWrites],
  exports: [PageIds, PageWrites],
})
export class PageWritesModule {}
