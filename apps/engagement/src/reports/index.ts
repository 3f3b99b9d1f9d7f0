export { ReportsModule } from './reports.module';
export { type OpenReports, ReportsRepository } from './reports.repository';
