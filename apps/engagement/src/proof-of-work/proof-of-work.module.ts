import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { ChallengeController } from './challenge.controller';
import { ProofService } from './proof.service';

@Module({
  imports: [SitesModule],
  controllers: [ChallengeController],
  providers: [ProofService],
  exports: [ProofService],
})
export class ProofOfWorkModule {}
