import type { Notification, NotificationDelivery } from '@afterword/contracts';
import type { MailLanguage, MailWords } from './mail-language';
import { escapeHtml, headline, linkOf } from './mail-text';

/** What is said of mail and devices. The inbox alone has `unread`. */
const OUTCOMES = {
  unread: 'wasWaiting',
  waiting: 'wasWaiting',
  sent: 'wasSent',
  digested: 'wasDigested',
  read: 'wasRead',
  hidden: 'wasHidden',
  muted: 'wasMuted',
  'no-address': 'wasNoAddress',
  bounced: 'wasStopped',
  complained: 'wasStopped',
  failed: 'wasFailed',
  off: 'wasOff',
  'no-device': 'wasNoDevice',
  rate: 'wasRate',
  expired: 'wasExpired',
  gone: 'wasGone',
} as const satisfies Record<NotificationDelivery['outcome'], keyof MailWords>;

const CHANNELS = { mail: 'toldMail', push: 'toldPush' } as const;

/** What a reader was told, the newest first, and what became of each by mail and on their devices: why they were not told. Empty where there is nothing. */
export function toldSection(language: MailLanguage, items: readonly Notification[], timeZone: string): string {
  if (items.length === 0) return '';
  const { say, tag } = language;
  const times = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const entry = (item: Notification) => {
    const url = linkOf(item);
    const said = `<bdi>${escapeHtml(headline(language, item))}</bdi>`;
    const became = item.delivery.flatMap(({ channel, outcome }) =>
      channel === 'inbox' ? [] : [escapeHtml(say(CHANNELS[channel], { outcome: say(OUTCOMES[outcome]) }))],
    );
    return (
      `<li>${url === null ? said : `<a href="${escapeHtml(url)}">${said}</a>`}` +
      `<br><small><time datetime="${item.at}">${escapeHtml(times.format(new Date(item.at)))}</time><br>${became.join('<br>')}</small></li>`
    );
  };
  return `<details><summary>${escapeHtml(say('told'))}</summary><ul>${items.map(entry).join('')}</ul></details>`;
}
