export { clientWithBrowser } from './banned-guests.guard';
export { GuestClients } from './guest-clients';
export { BannedGuestsModule, GuestClientsModule } from './guest-clients.module';
