import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CountersModule } from '../counters';
import { LedgerModule } from '../ledger';
import { PageAuthorsModule } from '../page-authors';
import { PageCacheModule } from '../page-cache';
import { PageChangesModule } from '../page-changes';
import { ReadersModule } from '../readers';
import { AliasesController } from './aliases.controller';
import { AliasesService } from './aliases.service';
import { ModerationController } from './moderation.controller';
import { ModerationService } from './moderation.service';
import { PagesController } from './pages.controller';
import { PagesRepository } from './pages.repository';
import { PagesService } from './pages.service';

@Module({
  imports: [
    IdempotencyModule,
    ReadersModule,
    CountersModule,
    LedgerModule,
    PageAuthorsModule,
    PageCacheModule,
    PageChangesModule,
  ],
  controllers: [PagesController, ModerationController, AliasesController],
  providers: [PagesRepository, PagesService, ModerationService, AliasesService],
  exports: [
    PagesRepository,
    PagesService,
    AliasesService,
    PageChangesModule,
    PageCacheModule,
    CountersModule,
    LedgerModule,
    ReadersModule,
  ],
})
export class PagesModule {}
