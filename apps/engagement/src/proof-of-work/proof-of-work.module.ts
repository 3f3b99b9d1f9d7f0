import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { InstallationSecretsModule } from '../installation-secrets';
import { SitesModule } from '../sites';
import { ChallengeController } from './challenge.controller';
import { ProofService } from './proof.service';

@Module({
  imports: [SitesModule, CleanupModule, InstallationSecretsModule],
  controllers: [ChallengeController],
  providers: [ProofService],
  exports: [ProofService],
})
export class ProofOfWorkModule {}
