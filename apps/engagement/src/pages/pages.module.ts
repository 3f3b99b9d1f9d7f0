import { Module } from '@nestjs/common';
import { CountersModule } from '../counters';
import { LedgerModule } from '../ledger';
import { PageCacheModule } from '../page-cache';
import { ModerationLogModule } from '../moderation-log';
import { PageWritesModule } from '../page-writes';
import { ReaderRestrictionModule } from '../reader-restriction';
import { SitesModule } from '../sites';
import { AliasesController } from './aliases.controller';
import { AliasesService } from './aliases.service';
import { AddAlias, RemoveAlias } from './aliases.writers';
import { ApplyArticle } from './apply-article.writer';
import { ClosingController } from './closing.controller';
import { DescribePage } from './describe-page.writer';
import { ModeratePage } from './moderate-page.writer';
import { ModerationController } from './moderation.controller';
import { ModerationService } from './moderation.service';
import { PageAuthorsModule } from './page-authors.module';
import { PagesController } from './pages.controller';
import { PagesRepository } from './pages.repository';
import { PagesService } from './pages.service';

@Module({
  imports: [
    SitesModule,
    CountersModule,
    LedgerModule,
    ModerationLogModule,
    PageAuthorsModule,
    PageCacheModule,
    PageWritesModule,
    ReaderRestrictionModule,
  ],
  controllers: [PagesController, ModerationController, ClosingController, AliasesController],
  providers: [
    PagesRepository,
    PagesService,
    ModerationService,
    AliasesService,
    AddAlias,
    ApplyArticle,
    DescribePage,
    ModeratePage,
    RemoveAlias,
  ],
  exports: [
    PagesRepository,
    PagesService,
    AliasesService,
    ApplyArticle,
    PageCacheModule,
    PageWritesModule,
    CountersModule,
    LedgerModule,
    PageAuthorsModule,
    ReaderRestrictionModule,
    SitesModule,
  ],
})
export class PagesModule {}
