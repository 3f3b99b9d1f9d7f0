import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DailyPseudonymsModule } from '../daily-pseudonyms';
import { BannedGuests } from './banned-guests.guard';
import { GuestClients } from './guest-clients';

@Module({
  imports: [CleanupModule, DailyPseudonymsModule],
  providers: [GuestClients],
  exports: [GuestClients],
})
export class GuestClientsModule {}

/** Guards every request; its place is after `AccessModule`. */
@Module({ imports: [GuestClientsModule], providers: [{ provide: APP_GUARD, useClass: BannedGuests }] })
export class BannedGuestsModule {}
