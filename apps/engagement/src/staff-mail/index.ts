export {
  type LinkedStaff,
  type ModerationMail,
  ModerationMailRepository,
  type StaffMailRow,
  type WaitingComment,
} from './moderation-mail.repository';
export { type StaffLink, StaffLinks } from './staff-links';
export { StaffMailModule } from './staff-mail.module';
export { type StaffNews, StaffMailRepository, type TakenStaffMail } from './staff-mail.repository';
