import { Module } from '@nestjs/common';
import { InstallationSecretsModule } from '../installation-secrets';
import { ImportedAuthors } from './imported-authors';

@Module({
  imports: [InstallationSecretsModule],
  providers: [ImportedAuthors],
  exports: [ImportedAuthors],
})
export class ImportedAuthorsModule {}
