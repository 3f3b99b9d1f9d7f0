export { IdempotencyModule } from './idempotency.module';
export { IdempotencyService } from './idempotency.service';
