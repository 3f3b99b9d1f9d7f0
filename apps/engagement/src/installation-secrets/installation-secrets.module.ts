import { Module } from '@nestjs/common';
import { InstallationSecrets } from './installation-secrets';

@Module({ providers: [InstallationSecrets], exports: [InstallationSecrets] })
export class InstallationSecretsModule {}
