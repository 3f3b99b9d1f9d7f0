export { MailReportsModule } from './mail-reports.module';
