export { type Evidence, HELD_FROM, opinionOf } from './classifier';
export { spamEvidence } from './spam-evidence';
export { SpamFilterModule } from './spam-filter.module';
export { isSpamBy, SpamLessons } from './spam-lessons';
export { tokensOf } from './tokens';
