export { excerptOf } from './notification';
export { mailDueAt } from './mail-due-at.sql';
export { NotificationBatches } from './notification-batches';
export { NotificationEvents } from './notification-events';
export { NotificationsModule } from './notifications.module';
