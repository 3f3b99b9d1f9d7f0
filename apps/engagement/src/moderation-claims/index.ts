export { ClaimClock } from './claim-clock';
export { Claims, type SiteClaim } from './claims.service';
export { ModerationClaimsModule } from './moderation-claims.module';
