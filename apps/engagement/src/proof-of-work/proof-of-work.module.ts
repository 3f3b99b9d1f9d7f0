import { Module } from '@nestjs/common';
import { HousekeepingModule } from '../housekeeping';
import { SitesModule } from '../sites';
import { ChallengeController } from './challenge.controller';
import { ProofService } from './proof.service';

@Module({
  imports: [SitesModule, HousekeepingModule],
  controllers: [ChallengeController],
  providers: [ProofService],
  exports: [ProofService],
})
export class ProofOfWorkModule {}
