import { CONFIG, DatabaseModule, GroupCommitModule, RateLimitsModule, type ServiceConfig } from '@afterword/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CommentsModule } from './comments';
import { DecisionsModule } from './decisions';
import { entities } from './entities';
import { EventLogModule } from './event-log';
import { ExportsModule } from './exports';
import { ImportsModule } from './imports';
import { LedgerModule } from './ledger';
import { migrations } from './migrations';
import { ModerationLogModule } from './moderation-log';
import { ReadersModule } from './readers';
import { ReconciliationModule } from './reconciliation';
import { RestrictionsModule } from './restrictions';
import { SitesModule } from './sites';
import { StaffModule } from './staff';

/** What the command line needs of the service: its rules and its database, no HTTP, no queue. */
@Global()
@Module({})
export class CommandLineModule {
  static forRoot(config: ServiceConfig): DynamicModule {
    return {
      module: CommandLineModule,
      imports: [
        RateLimitsModule,
        GroupCommitModule,
        DatabaseModule.forRoot({ config, entities, migrations }),
        SitesModule,
        LedgerModule,
        CommentsModule,
        ReadersModule,
        ReconciliationModule,
        RestrictionsModule,
        EventLogModule,
        ExportsModule,
        ImportsModule,
        StaffModule,
        DecisionsModule,
        ModerationLogModule,
      ],
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
