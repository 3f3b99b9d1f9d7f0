import { LIMITS, type Notification } from '@afterword/contracts';
import type { MailLanguage } from './mail-language';
import { headline, linkOf } from './mail-text';

/** Characters that screens show, and more. */
const TITLE_LENGTH = 100;
const HEADLINE_LENGTH = 300;

/**
 * What a browser shows, as JSON of up to `LIMITS.pushBytes`: `{ id, title, body, url, language, direction }`.
 * @param site its name
 */
export function pushContent(language: MailLanguage, site: string, notification: Notification): string {
  const said = cut(headline(language, notification), HEADLINE_LENGTH);
  const excerpt = notification.comment?.excerpt ?? null;
  const url = linkOf(notification);
  const write = (body: string, link: string | null) =>
    JSON.stringify({
      ...{ id: notification.id, title: cut(site, TITLE_LENGTH), body, url: link },
      ...{ language: language.tag, direction: language.direction },
    });
  const whole = excerpt === null ? said : `${said}\n${excerpt}`;
  const tries = [write(whole, url), write(said, url)];
  // An address that does not fit leads nowhere.
  return tries.find((content) => Buffer.byteLength(content) <= LIMITS.pushBytes) ?? write(said, null);
}

function cut(text: string, length: number): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
