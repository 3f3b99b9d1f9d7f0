export { LedgerModule } from './ledger.module';
export { type LedgerReport, LedgerService } from './ledger.service';
