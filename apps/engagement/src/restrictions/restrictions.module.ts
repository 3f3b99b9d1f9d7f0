import { Module } from '@nestjs/common';
import { DecisionsModule } from '../decisions';
import { GuestClientsModule } from '../guest-clients';
import { ModerationLogModule } from '../moderation-log';
import { PageWritesModule } from '../page-writes';
import { ReadersModule } from '../readers';
import { ReportsModule } from '../reports';
import { SitesModule } from '../sites';
import { RestrictReader } from './restrict-reader.writer';
import { RestrictionsController } from './restrictions.controller';
import { RestrictionsService } from './restrictions.service';

/** Bans, mutes and pre-moderation of readers. */
@Module({
  imports: [
    DecisionsModule,
    GuestClientsModule,
    ModerationLogModule,
    PageWritesModule,
    ReadersModule,
    ReportsModule,
    SitesModule,
  ],
  controllers: [RestrictionsController],
  providers: [RestrictReader, RestrictionsService],
  exports: [RestrictionsService],
})
export class RestrictionsModule {}
