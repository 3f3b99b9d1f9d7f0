export { IdempotencyModule } from './idempotency.module';
export { IdempotencyService } from './idempotency.service';
export { type IdempotencyKey, RequestIdempotencyKey, RequiredIdempotencyKey } from './idempotency-key';
