import { CleanupModule, IdempotencyModule, OperatorGuard } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { PageAuthorsModule } from '../page-authors';
import { PageChangesModule } from '../page-changes';
import { ProofOfWorkModule } from '../proof-of-work';
import { SitesModule } from '../sites';
import { ReaderGuard, ReaderOrOperatorGuard, ViewerGuard } from './reader.guard';
import { ReadersRepository } from './readers.repository';
import { ReservedNamesService } from './reserved-names.service';
import { SessionsController } from './sessions.controller';
import { SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';
import { SsoService } from './sso.service';

@Module({
  imports: [
    AvatarsModule,
    SitesModule,
    IdempotencyModule,
    ProofOfWorkModule,
    PageAuthorsModule,
    PageChangesModule,
    CleanupModule,
  ],
  controllers: [SessionsController],
  providers: [
    ReadersRepository,
    ReservedNamesService,
    SessionsService,
    SignInService,
    SsoService,
    OperatorGuard,
    ViewerGuard,
    ReaderGuard,
    ReaderOrOperatorGuard,
  ],
  exports: [
    ReadersRepository,
    ReservedNamesService,
    SessionsService,
    SsoService,
    OperatorGuard,
    ViewerGuard,
    ReaderGuard,
    ReaderOrOperatorGuard,
    SitesModule,
  ],
})
export class ReadersModule {}
