import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ClaimClock } from './claim-clock';
import { ClaimsController } from './claims.controller';
import { Claims } from './claims.service';

/** Which comments moderators look at. */
@Module({
  imports: [CleanupModule],
  controllers: [ClaimsController],
  providers: [Claims, ClaimClock],
  exports: [Claims],
})
export class ModerationClaimsModule {}
