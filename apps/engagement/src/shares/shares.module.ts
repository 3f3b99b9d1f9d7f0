import { Module } from '@nestjs/common';
import { CleanupModule } from '@afterword/platform';
import { PagesModule } from '../pages';
import { SharePages } from './share-pages.writer';
import { SharesController } from './shares.controller';
import { SharesRepository } from './shares.repository';
import { SharesService } from './shares.service';

@Module({
  imports: [CleanupModule, PagesModule],
  controllers: [SharesController],
  providers: [SharePages, SharesRepository, SharesService],
})
export class SharesModule {}
