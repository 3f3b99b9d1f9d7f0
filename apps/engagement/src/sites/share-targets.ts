import type { ShareTarget } from '@afterword/contracts';

/** Targets that are plain addresses, in the order in which readers see them. */
export const SHARE_TARGETS: readonly ShareTarget[] = [
  { channel: 'email', name: 'E-mail', url: 'mailto:?subject={title}&body={link}' },
  { channel: 'x', name: 'X', url: 'https://x.com/intent/post?url={link}&text={title}' },
  { channel: 'bluesky', name: 'Bluesky', url: 'https://bsky.app/intent/compose?text={title}%20{link}' },
  { channel: 'facebook', name: 'Facebook', url: 'https://www.facebook.com/sharer/sharer.php?u={link}' },
  { channel: 'linkedin', name: 'LinkedIn', url: 'https://www.linkedin.com/sharing/share-offsite/?url={link}' },
  { channel: 'reddit', name: 'Reddit', url: 'https://www.reddit.com/submit?url={link}&title={title}' },
  { channel: 'telegram', name: 'Telegram', url: 'https://t.me/share/url?url={link}&text={title}' },
  { channel: 'whatsapp', name: 'WhatsApp', url: 'https://wa.me/?text={title}%20{link}' },
];
