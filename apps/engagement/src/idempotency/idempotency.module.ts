import { Module } from '@nestjs/common';
import { IdempotentBatches } from './idempotent-batches';
import { IdempotencyService } from './idempotency.service';

@Module({ providers: [IdempotencyService, IdempotentBatches], exports: [IdempotencyService, IdempotentBatches] })
export class IdempotencyModule {}
