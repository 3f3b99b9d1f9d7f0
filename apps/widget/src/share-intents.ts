import type { ShareChannel } from '@afterword/contracts';

export interface ShareIntent {
  channel: ShareChannel;
  name: string;
  /** Where the channel takes a link to be passed on. */
  address: (link: string, title: string) => string;
}

const at = (base: string, parameters: Record<string, string>) => `${base}?${new URLSearchParams(parameters)}`;

/** Every channel that is an address. One table, no script of theirs. */
export const SHARE_INTENTS: readonly ShareIntent[] = [
  {
    channel: 'email',
    name: 'E-mail',
    address: (link, title) => `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(link)}`,
  },
  { channel: 'x', name: 'X', address: (url, text) => at('https://x.com/intent/post', { url, text }) },
  {
    channel: 'bluesky',
    name: 'Bluesky',
    address: (url, text) => at('https://bsky.app/intent/compose', { text: `${text} ${url}` }),
  },
  { channel: 'facebook', name: 'Facebook', address: (u) => at('https://www.facebook.com/sharer/sharer.php', { u }) },
  {
    channel: 'linkedin',
    name: 'LinkedIn',
    address: (url) => at('https://www.linkedin.com/sharing/share-offsite/', { url }),
  },
  { channel: 'reddit', name: 'Reddit', address: (url, title) => at('https://www.reddit.com/submit', { url, title }) },
  { channel: 'telegram', name: 'Telegram', address: (url, text) => at('https://t.me/share/url', { url, text }) },
  { channel: 'whatsapp', name: 'WhatsApp', address: (url, text) => at('https://wa.me/', { text: `${text} ${url}` }) },
];
