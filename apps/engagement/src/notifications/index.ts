export { excerptOf } from './notification';
export { MailPageLinks } from './mail-page-links';
export { mailDueAt } from './mail-due-at.sql';
export { NotificationBatches } from './notification-batches';
export { NotificationEvents } from './notification-events';
export { NotificationsService } from './notifications.service';
export { NotificationsModule } from './notifications.module';
