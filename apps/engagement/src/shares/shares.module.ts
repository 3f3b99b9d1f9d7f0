import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CountersModule } from '../counters';
import { PageWritesModule } from '../page-writes';
import { PagesModule } from '../pages';
import { SharesController } from './shares.controller';
import { SharesRepository } from './shares.repository';
import { SharesService } from './shares.service';

@Module({
  imports: [CountersModule, CleanupModule, PagesModule, PageWritesModule],
  controllers: [SharesController],
  providers: [SharesRepository, SharesService],
})
export class SharesModule {}
