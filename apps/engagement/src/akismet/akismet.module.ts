import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { InstallationSecretsModule } from '../installation-secrets';
import { AkismetCheck } from './akismet-check';
import { AkismetClient } from './akismet-client';
import { AkismetCorrections } from './akismet-corrections';

/** Asks Akismet, where a site has a key for it, and tells it where moderators decide otherwise. */
@Module({
  imports: [InstallationSecretsModule, RelayLoopsModule],
  providers: [AkismetCheck, AkismetClient, AkismetCorrections],
  exports: [AkismetCheck, AkismetClient, AkismetCorrections],
})
export class AkismetModule {}
