import { Module } from '@nestjs/common';
import { InstallationSecrets } from './installation-secrets';
import { SignedTokens } from './signed-tokens';

@Module({ providers: [InstallationSecrets, SignedTokens], exports: [InstallationSecrets, SignedTokens] })
export class InstallationSecretsModule {}
