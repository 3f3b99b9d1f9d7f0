import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { CountersModule } from '../counters';
import { PagesModule } from '../pages';
import { SitesModule } from '../sites';
import { OvertakeContent } from './overtake-content.writer';
import { PageRecount } from './page-recount';
import { PageStates } from './page-states';
import { Reconciler } from './reconciler';
import { ReconciliationRepository } from './reconciliation.repository';
import { ReconciliationService } from './reconciliation.service';
import { RepairPage } from './repair-page.writer';

@Module({
  imports: [RelayLoopsModule, PagesModule, CommentsModule, CountersModule, SitesModule],
  providers: [
    ReconciliationRepository,
    ReconciliationService,
    Reconciler,
    PageRecount,
    PageStates,
    OvertakeContent,
    RepairPage,
  ],
  exports: [ReconciliationService, Reconciler, PageRecount, PageStates],
})
export class ReconciliationModule {}
