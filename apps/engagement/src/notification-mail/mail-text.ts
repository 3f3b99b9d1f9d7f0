import { LIMITS, type Notification } from '@afterword/contracts';

/** A mail as it is written, without its envelope. */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}

interface Links {
  /** Where the reader ends mail. */
  unsubscribe: string;
}

/** What was told to a reader, as one mail: the newest first. */
export function notificationMail(site: string, items: readonly Notification[], { unsubscribe }: Links): MailText {
  const [first] = items;
  const subject = items.length === 1 && first ? headline(first) : `${items.length} notifications from ${site}`;
  const parts = items.map((item) => ({ title: headline(item), excerpt: item.comment?.excerpt ?? null, url: linkOf(item) }));
  const footer = `You get this mail because you asked ${site} for it. To stop: ${unsubscribe}`;
  return {
    subject: oneLine(subject),
    text: [
      ...parts.map(({ title, excerpt, url }) => [title, excerpt && `> ${excerpt}`, url].filter(Boolean).join('\n\n')),
      `-- \n${footer}`,
    ].join('\n\n\n'),
    html: page(
      site,
      parts
        .map(
          ({ title, excerpt, url }) =>
            `<h2 dir="auto" style="font-size:17px;margin:24px 0 8px">${escape(title)}</h2>` +
            (excerpt === null
              ? ''
              : `<blockquote dir="auto" style="margin:0 0 8px;padding-inline-start:12px;border-inline-start:3px solid #888">${escape(excerpt)}</blockquote>`) +
            (url === null ? '' : `<p style="margin:0"><a href="${escape(url)}">Read it on the page</a></p>`),
        )
        .join(''),
      `You get this mail because you asked ${escape(site)} for it. <a href="${escape(unsubscribe)}">Unsubscribe</a>`,
    ),
  };
}

/** The mail that asks whether an address is the reader's. */
export function confirmationMail(site: string, url: string): MailText {
  const why = `Somebody, probably you, wants to get mail about comments on ${site} at this address.`;
  const otherwise = 'If it was not you, do nothing: nothing else is sent.';
  return {
    subject: oneLine(`Confirm your address for ${site}`),
    text: `${why}\n\nConfirm it here:\n${url}\n\n${otherwise}`,
    html: page(
      site,
      `<p dir="auto">${escape(why)}</p><p><a href="${escape(url)}">Confirm this address</a></p>`,
      escape(otherwise),
    ),
  };
}

function headline({ type, actor, page, decision, amount, comment }: Notification): string {
  const who = actor?.name ?? 'Somebody';
  const where = `“${page.title ?? page.key}”`;
  switch (type) {
    case 'reply':
      return `${who} replied to you on ${where}`;
    case 'comment':
      return `${who} commented on ${where}`;
    case 'reward':
      return `${who} gave you ${amount} ${amount === 1 ? 'point' : 'points'} for ${comment ? `your comment on ${where}` : where}`;
    case 'decision':
      if (decision === 'published') return `Your comment on ${where} was published`;
      return `Your comment on ${where} was ${decision === 'rejected' ? 'not accepted' : 'removed'} by a moderator`;
  }
}

const linkOf = ({ page, comment }: Notification): string | null =>
  page.url && (comment ? `${page.url}#comment-${comment.id}` : page.url);

/** Readable in the light and in the dark: mail programs turn these colours over, and there are no others. */
const page = (site: string, body: string, footer: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta name="color-scheme" content="light dark"><title>${escape(site)}</title></head>` +
  `<body style="margin:0;padding:16px;font:16px/1.5 system-ui,sans-serif"><main style="max-width:600px;margin:0 auto">${body}` +
  `<hr style="margin:32px 0 12px;border:0;border-top:1px solid #888"><p dir="auto" style="font-size:13px">${footer}</p></main></body></html>`;

const escape = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Titles of pages may be long. */
function oneLine(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= LIMITS.mailSubjectLength
    ? characters.join('')
    : `${characters.slice(0, LIMITS.mailSubjectLength - 1).join('')}…`;
}
