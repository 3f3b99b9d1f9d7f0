import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { PagesModule } from '../pages';
import { SharesController } from './shares.controller';
import { SharesRepository } from './shares.repository';
import { SharesService } from './shares.service';

@Module({
  imports: [PagesModule, IdempotencyModule],
  controllers: [SharesController],
  providers: [SharesRepository, SharesService],
})
export class SharesModule {}
