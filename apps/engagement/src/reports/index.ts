export { ReportsModule } from './reports.module';
export { NO_REPORTS, type OpenReports, ReportsRepository } from './reports.repository';
