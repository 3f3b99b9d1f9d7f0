export { NotificationBatches } from './notification-batches';
export { NotificationEvents } from './notification-events';
export { NotificationsModule } from './notifications.module';
