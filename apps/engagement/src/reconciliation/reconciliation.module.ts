import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { CountersModule } from '../counters';
import { PageChangesModule } from '../page-changes';
import { PagesModule } from '../pages';
import { SitesModule } from '../sites';
import { PageStates } from './page-states';
import { Reconciler } from './reconciler';
import { ReconciliationRepository } from './reconciliation.repository';
import { ReconciliationService } from './reconciliation.service';

@Module({
  imports: [PageChangesModule, PagesModule, CommentsModule, CountersModule, SitesModule],
  providers: [ReconciliationRepository, ReconciliationService, Reconciler, PageStates],
  exports: [ReconciliationService, Reconciler, PageStates],
})
export class ReconciliationModule {}
