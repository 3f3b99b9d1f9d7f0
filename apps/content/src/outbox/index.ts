export { OutboxEntity } from './outbox.entity';
export { OutboxModule } from './outbox.module';
export { OutboxRelay } from './outbox.relay';
export { resendAll } from './resend-all';
