import { Module } from '@nestjs/common';
import { HousekeepingModule } from '../housekeeping';
import { IdempotentBatches } from './idempotent-batches';
import { IdempotencyService } from './idempotency.service';

@Module({
  imports: [HousekeepingModule],
  providers: [IdempotencyService, IdempotentBatches],
  exports: [IdempotencyService, IdempotentBatches],
})
export class IdempotencyModule {}
