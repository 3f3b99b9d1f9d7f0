import type { ShareTarget } from '@afterword/contracts';

/** Targets that are plain addresses, in the order in which readers see them. */
export const SHARE_TARGETS: readonly ShareTarget[] = [
  {
    channel: 'email',
    name: 'E-mail',
    url: 'mailto:?subject={title}&body={link}',
    icon: 'M3.5 6h17v12h-17ZM4 6.5l8 6.5 8-6.5',
  },
  {
    channel: 'x',
    name: 'X',
    url: 'https://x.com/intent/post?url={link}&text={title}',
    icon: 'M4.5 4.5h4l11 15h-4ZM19 4.5l-6.3 6.8M5 19.5l6.2-6.7',
  },
  {
    channel: 'bluesky',
    name: 'Bluesky',
    url: 'https://bsky.app/intent/compose?text={title}%20{link}',
    icon: 'M12 11C10.5 8 7 4.8 4.5 4.5c-1 0-1 1.2-.8 3.5.3 3 .8 4.5 4.3 4.5-3.5.5-4 2.5-2.2 4.6 2.7 3 5-.1 6.2-3.1 1.2 3 3.5 6.1 6.2 3.1 1.8-2.1 1.3-4.1-2.2-4.6 3.5 0 4-1.5 4.3-4.5.2-2.3.2-3.5-.8-3.5C17 4.8 13.5 8 12 11Z',
  },
  {
    channel: 'facebook',
    name: 'Facebook',
    url: 'https://www.facebook.com/sharer/sharer.php?u={link}',
    icon: 'M10.5 20.5V13H8V9.5h2.5V7c0-3 1.9-4.6 4.6-4.6q1.4 0 2.4.2v3h-1.7c-1.3 0-1.8.8-1.8 2v1.9h3.4L17 13h-3v7.5Z',
  },
  {
    channel: 'linkedin',
    name: 'LinkedIn',
    url: 'https://www.linkedin.com/sharing/share-offsite/?url={link}',
    icon: 'M4 4h16v16H4ZM8 10.5v6M8 7v1M12 16.5v-6M12 13.3c0-3.4 4.2-3.6 4.2-.3v3.5',
  },
  {
    channel: 'reddit',
    name: 'Reddit',
    url: 'https://www.reddit.com/submit?url={link}&title={title}',
    icon: 'M12 19.5c-4.4 0-8-2.5-8-5.7s3.6-5.7 8-5.7 8 2.5 8 5.7-3.6 5.7-8 5.7ZM12 8l1.2-4.2 3.6.8M17 4.8a1.6 1.6 0 1 0 3.2 0 1.6 1.6 0 1 0-3.2 0M9 12.3v1.2M15 12.3v1.2M9 16q3 1.6 6 0',
  },
  {
    channel: 'telegram',
    name: 'Telegram',
    url: 'https://t.me/share/url?url={link}&text={title}',
    icon: 'M20.5 4 3.5 11l5 2.2L18 6.5l-7.4 8V20l3-3.6 4 2.6Z',
  },
  {
    channel: 'whatsapp',
    name: 'WhatsApp',
    url: 'https://wa.me/?text={title}%20{link}',
    icon: 'M4 20l1.2-4A8.2 8.2 0 1 1 8.3 19ZM9 8.5c-.6 3.6 2.9 7 6.5 6.5l.5-1.8-2-1-1 .8c-1-.4-1.8-1.2-2.2-2.2l.8-1-1-2Z',
  },
];
