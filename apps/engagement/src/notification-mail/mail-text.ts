import { LIMITS, type Notification } from '@afterword/contracts';
import { commentAddress } from '../comments';
import { excerptOf } from '../notifications';
import type { TakenStaffMail, WaitingComment } from '../staff-mail';
import { type MailLanguage, mailLanguage } from './mail-language';

/** A mail as it is written, without its envelope. */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}

interface News {
  /** The site's name. */
  site: string;
  /** The newest first. */
  items: readonly Notification[];
  /** How many there are, those included that are not listed. */
  count: number;
  /** Where the reader ends mail. */
  unsubscribe: string;
  /** Where the reader says what mail is about. */
  settings: string | null;
}

/** Something that a mail tells of. */
interface Part {
  title: string;
  excerpt: string | null;
  url: string | null;
}

/** What was told to a reader, as one mail. */
export function notificationMail(
  language: MailLanguage,
  { site, items, count, unsubscribe, settings }: News,
): MailText {
  const { say } = language;
  const [first] = items;
  return mailOfParts(language, {
    site,
    subject: count === 1 && first ? headline(language, first) : say('several', { site, count }),
    parts: items.map((item) => ({
      title: headline(language, item),
      excerpt: item.comment?.excerpt ?? null,
      url: linkOf(item),
    })),
    open: say('open'),
    more: count > items.length ? say('more', { count: count - items.length }) : null,
    why: say('why', { site }),
    links: [
      ...(settings === null ? [] : [{ text: say('settings'), url: settings }]),
      { text: say('unsubscribe'), url: unsubscribe },
    ],
  });
}

interface WaitingNews {
  /** The site's name. */
  site: string;
  /** The newest first, each with the address of the page on which it is decided. */
  items: readonly (WaitingComment & { url: string })[];
  /** How many there are, those included that are not listed. */
  count: number;
  /** The queue in the console. */
  consoleUrl: string;
  unsubscribe: string;
}

/** What waits for a member of staff, as one mail. */
export function moderationMail(language: MailLanguage, news: WaitingNews): MailText {
  const { say } = language;
  const { site, items, count, consoleUrl, unsubscribe } = news;
  const titleOf = ({ isHeld, name, page }: WaitingComment) => say(isHeld ? 'waitHeld' : 'waitReported', { name, page });
  const [first] = items;
  return mailOfParts(language, {
    site,
    subject: count === 1 && first ? titleOf(first) : say('waitSeveral', { site, count }),
    parts: [
      ...items.map((item) => ({ title: titleOf(item), excerpt: excerptOf(item.text), url: item.url })),
      { title: say('waitSeveral', { site, count }), excerpt: null, url: consoleUrl, open: say('console') },
    ],
    open: say('decide'),
    more: count > items.length ? say('waitMore', { count: count - items.length }) : null,
    why: say('whyStaff', { site }),
    links: [{ text: say('unsubscribe'), url: unsubscribe }],
  });
}

interface MailOfParts {
  site: string;
  subject: string;
  parts: readonly (Part & { open?: string })[];
  /** What the links of parts say that say nothing themselves. */
  open: string;
  more: string | null;
  why: string;
  /** Below it all. */
  links: readonly { text: string; url: string }[];
}

function mailOfParts(language: MailLanguage, { site, subject, parts, open, more, why, links }: MailOfParts): MailText {
  const edge = language.direction === 'rtl' ? 'right' : 'left';
  const quote = `margin:0 0 8px;padding-${edge}:12px;border-${edge}:3px solid #888`;
  return {
    subject: oneLine(subject),
    text: [
      ...parts.map(({ title, excerpt, url }) => [title, excerpt && `> ${excerpt}`, url].filter(Boolean).join('\n\n')),
      ...(more === null ? [] : [more]),
      [`-- \n${why}`, ...links.map(({ text, url }) => `${text}: ${url}`)].join('\n'),
    ].join('\n\n\n'),
    html: htmlMail(language, {
      title: site,
      body:
        parts
          .map(
            (part) =>
              `<h2 dir="auto" style="font-size:17px;margin:24px 0 8px">${escapeHtml(part.title)}</h2>` +
              (part.excerpt === null
                ? ''
                : `<blockquote dir="auto" style="${quote}">${escapeHtml(part.excerpt)}</blockquote>`) +
              (part.url === null ? '' : `<p style="margin:0">${link(part.url, part.open ?? open)}</p>`),
          )
          .join('') + (more === null ? '' : `<p style="margin:24px 0 0">${escapeHtml(more)}</p>`),
      footer: [escapeHtml(why), ...links.map(({ text, url }) => link(url, text))].join(' '),
    }),
  };
}

/** The mail that asks whether an address is the reader's. */
export function confirmationMail(
  { say, ...language }: MailLanguage,
  { site, url }: { site: string; url: string },
): MailText {
  const [why, otherwise] = [say('confirmWhy', { site }), say('confirmIgnore')];
  return {
    subject: oneLine(say('confirmSubject', { site })),
    text: `${why}\n\n${say('confirmAddress')}:\n${url}\n\n${otherwise}`,
    html: htmlMail(language, {
      title: site,
      body: `<p>${escapeHtml(why)}</p><p>${link(url, say('confirmAddress'))}</p>`,
      footer: escapeHtml(otherwise),
    }),
  };
}

/** What admins are told. In English: it is about settings, whose words are. */
export function staffMail({ site, details: { host, because } }: TakenStaffMail, consoleUrl: string): MailText {
  const title = `A webhook of ${site} was paused`;
  const why =
    because === 'gone'
      ? `${host} says that the address does not exist any more (410).`
      : `${host} has not taken anything for ${LIMITS.webhookFailingDays} days.`;
  const then = 'What happens meanwhile is kept for it. Mend it, and resume the webhook in the console.';
  return {
    subject: oneLine(title),
    text: `${why} ${then}\n\n${consoleUrl}`,
    html: htmlMail(mailLanguage('en'), {
      title: site,
      body: `<p dir="auto">${escapeHtml(title)}</p><p>${escapeHtml(why)} ${then}</p><p>${link(consoleUrl, 'Open the console')}</p>`,
      footer: `You get this as an admin of ${escapeHtml(site)}.`,
    }),
  };
}

/** What happened, in a sentence. */
export function headline(
  language: MailLanguage,
  { type, actor, page, decision, amount, comment }: Notification,
): string {
  const { say } = language;
  const values = {
    name: isolated(language, actor ? language.nameOf(actor.name) : say('somebody')),
    page: isolated(language, page.title ?? page.key),
    points: isolated(language, language.points(amount ?? 0)),
  };
  switch (type) {
    case 'reply':
      return say('reply', values);
    case 'mention':
      return say('mention', values);
    case 'comment':
      return say('comment', values);
    case 'reward':
      return say(comment ? 'rewardComment' : 'rewardPage', values);
    case 'decision':
      return say(decision ?? 'removed', values);
  }
}

/** In words from right to left, a name or title from left to right would take the marks beside it along. */
export const isolated = ({ direction }: MailLanguage, text: string): string =>
  direction === 'rtl' ? `\u2068${text}\u2069` : text;

/** Where it is read; null where nobody knows the page's address. */
export const linkOf = ({ page: { url }, comment }: Notification): string | null =>
  url !== null && comment ? commentAddress(url, comment.id) : url;

/** No colours but one that is readable on both: mail programs choose them for light and dark. */
const htmlMail = (
  { tag, direction }: Pick<MailLanguage, 'tag' | 'direction'>,
  { title, body, footer }: { title: string; body: string; footer: string },
) =>
  `<!doctype html><html lang="${tag}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(title)}</title></head>` +
  `<body dir="${direction}" style="margin:0;padding:16px;font:16px/1.5 system-ui,sans-serif"><div style="max-width:600px;margin:0 auto">${body}` +
  `<hr style="margin:32px 0 12px;border:0;border-top:1px solid #888"><p style="font-size:13px">${footer}</p></div></body></html>`;

const link = (url: string, text: string) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Titles of pages may be long. */
function oneLine(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length <= LIMITS.mailSubjectLength
    ? characters.join('')
    : `${characters.slice(0, LIMITS.mailSubjectLength - 1).join('')}…`;
}
