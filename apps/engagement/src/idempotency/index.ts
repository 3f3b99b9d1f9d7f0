export { IdempotencyModule } from './idempotency.module';
export { IdempotencyService } from './idempotency.service';
export { IdempotentBatches } from './idempotent-batches';
export { addressOwner, type KeyOwner, operatorOwner } from './key-owner';
