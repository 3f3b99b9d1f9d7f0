export { ReconciliationModule } from './reconciliation.module';
export { type Drift, ReconciliationService } from './reconciliation.service';
export { PageStates } from './page-states';
export { PageRecount } from './page-recount';
