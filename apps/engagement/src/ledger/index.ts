export { type LedgerReport, LedgerReader } from './ledger-reader';
export { LedgerModule } from './ledger.module';
export { LedgerService, type MadeReward, type Rewarded } from './ledger.service';
