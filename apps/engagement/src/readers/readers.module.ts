import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { CleanupModule } from '@afterword/platform';
import { GuestClientsModule } from '../guest-clients';
import { IdempotencyModule } from '@afterword/platform';
import { ModerationLogModule } from '../moderation-log';
import { PageWritesModule } from '../page-writes';
import { PageAuthorsModule } from '../pages';
import { ProofOfWorkModule } from '../proof-of-work';
import { SitesModule } from '../sites';
import { ImportedAuthorsModule } from '../imported-authors';
import { InstallationSecretsModule } from '../installation-secrets';
import { ErasedSubjects } from './erased-subjects';
import { ReaderList } from './reader-list';
import { ReaderListController } from './reader-list.controller';
import { ReadersRepository } from './readers.repository';
import { ReservedNamesService } from './reserved-names.service';
import { SessionsController } from './sessions.controller';
import { SessionsService } from './sessions.service';
import { SignInReader } from './sign-in-reader.writer';
import { SignInService } from './sign-in.service';
import { SsoService } from './sso.service';

@Module({
  imports: [
    AvatarsModule,
    SitesModule,
    IdempotencyModule,
    ModerationLogModule,
    ProofOfWorkModule,
    PageAuthorsModule,
    PageWritesModule,
    CleanupModule,
    GuestClientsModule,
    ImportedAuthorsModule,
    InstallationSecretsModule,
  ],
  controllers: [ReaderListController, SessionsController],
  providers: [
    ErasedSubjects,
    ReaderList,
    ReadersRepository,
    ReservedNamesService,
    SessionsService,
    SignInReader,
    SignInService,
    SsoService,
  ],
  exports: [ReaderList, ReadersRepository, ReservedNamesService, SessionsService, SsoService, SitesModule],
})
export class ReadersModule {}
