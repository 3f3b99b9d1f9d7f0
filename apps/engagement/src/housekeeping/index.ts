export { Housekeeping } from './housekeeping.service';
export { HousekeepingModule } from './housekeeping.module';
