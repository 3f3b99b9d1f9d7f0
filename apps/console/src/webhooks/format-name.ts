import type { WebhookFormat } from '@afterword/contracts';
import { say } from '../words';

/** The names of the products are the same in every language. */
const CHATS = { slack: 'Slack', discord: 'Discord', telegram: 'Telegram', matrix: 'Matrix', teams: 'Teams' } as const;

export const formatName = (format: WebhookFormat): string =>
  format === 'standard' ? say('webhookStandard') : CHATS[format];
