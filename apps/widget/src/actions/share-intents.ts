import type { ShareChannel } from '@afterword/contracts';

export interface ShareIntent {
  channel: ShareChannel;
  name: string;
  /** URL of the channel's share dialog, with placeholders. */
  template: string;
}

/** Channels that are plain URLs; no third-party scripts. */
export const SHARE_INTENTS: readonly ShareIntent[] = [
  { channel: 'email', name: 'E-mail', template: 'mailto:?subject={title}&body={link}' },
  { channel: 'x', name: 'X', template: 'https://x.com/intent/post?url={link}&text={title}' },
  { channel: 'bluesky', name: 'Bluesky', template: 'https://bsky.app/intent/compose?text={title}%20{link}' },
  { channel: 'facebook', name: 'Facebook', template: 'https://www.facebook.com/sharer/sharer.php?u={link}' },
  { channel: 'linkedin', name: 'LinkedIn', template: 'https://www.linkedin.com/sharing/share-offsite/?url={link}' },
  { channel: 'reddit', name: 'Reddit', template: 'https://www.reddit.com/submit?url={link}&title={title}' },
  { channel: 'telegram', name: 'Telegram', template: 'https://t.me/share/url?url={link}&text={title}' },
  { channel: 'whatsapp', name: 'WhatsApp', template: 'https://wa.me/?text={title}%20{link}' },
];

export const addressOf = ({ template }: ShareIntent, page: { link: string; title: string }): string =>
  template.replace(/\{(link|title)\}/g, (_, name: 'link' | 'title') => encodeURIComponent(page[name]));
