import { Module } from '@nestjs/common';
import { CleanupModule } from '../cleanup/cleanup.module';
import { IdempotentBatches } from './idempotent-batches';
import { IdempotencyService } from './idempotency.service';

/** Needs the service's `DatabaseModule`, with the table `idempotency`. */
@Module({
  imports: [CleanupModule],
  providers: [IdempotencyService, IdempotentBatches],
  exports: [IdempotencyService, IdempotentBatches],
})
export class IdempotencyModule {}
