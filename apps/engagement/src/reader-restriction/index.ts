export { MutedCounts, withMuted } from './muted-counts';
export { bannedError, type RestrictionColumns, toRestriction } from './reader-restriction';
export { ReaderRestrictionModule } from './reader-restriction.module';
export { restrictionNow } from './reader-restriction.sql';
