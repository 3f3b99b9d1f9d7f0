export { WebhooksModule } from './webhooks.module';
export { WebhookSender } from './webhook-sender';
