export { StaffMailModule } from './staff-mail.module';
export { type StaffNews, StaffMailRepository, type TakenStaffMail } from './staff-mail.repository';
