export type { Rewarded } from './account';
export { type LedgerReport, LedgerReader } from './ledger-reader';
export { rewardsGiven } from './ledger-reader.sql';
export { LedgerModule } from './ledger.module';
export { LedgerService, type MadeReward } from './ledger.service';
export type { AccountRow, RewardCommand } from './ledger-batch';
export { RewardBatchService } from './reward-batch.service';
