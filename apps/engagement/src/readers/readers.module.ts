import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { HousekeepingModule } from '../housekeeping';
import { IdempotencyModule } from '../idempotency';
import { PageAuthorsModule } from '../page-authors';
import { PageChangesModule } from '../page-changes';
import { ProofOfWorkModule } from '../proof-of-work';
import { SitesModule } from '../sites';
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
    HousekeepingModule,
  ],
  controllers: [SessionsController],
  providers: [ReadersRepository, ReservedNamesService, SessionsService, SignInService, SsoService],
  exports: [ReadersRepository, ReservedNamesService, SessionsService, SsoService, SitesModule],
})
export class ReadersModule {}
