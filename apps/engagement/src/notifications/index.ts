export { NotificationBatches } from './notification-batches';
export { NotificationsModule } from './notifications.module';
