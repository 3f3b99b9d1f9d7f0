export { AnnouncementsModule } from './announcements.module';
export { AnnouncementsRelay } from './announcements.relay';
