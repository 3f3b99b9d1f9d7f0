import { Module } from '@nestjs/common';
import { CleanupModule } from '@afterword/platform';
import { DailyPseudonymsModule } from '../daily-pseudonyms';
import { PagesModule } from '../pages';
import { SharePages } from './share-pages.writer';
import { SharesController } from './shares.controller';
import { SharesRepository } from './shares.repository';
import { SharesService } from './shares.service';

@Module({
  imports: [CleanupModule, DailyPseudonymsModule, PagesModule],
  controllers: [SharesController],
  providers: [SharePages, SharesRepository, SharesService],
})
export class SharesModule {}
