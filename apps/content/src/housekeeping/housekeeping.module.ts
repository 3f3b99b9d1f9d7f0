import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { ImagesStoreModule } from '../images';
import { HousekeepingRelay } from './housekeeping.relay';

@Module({ imports: [ImagesStoreModule, IdempotencyModule], providers: [HousekeepingRelay] })
export class HousekeepingModule {}
