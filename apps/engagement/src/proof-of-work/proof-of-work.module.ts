import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { ChallengeController } from './challenge.controller';
import { ProofService } from './proof.service';

@Module({
  imports: [SitesModule, CleanupModule],
  controllers: [ChallengeController],
  providers: [ProofService],
  exports: [ProofService],
})
export class ProofOfWorkModule {}
