import type { FastifyReply } from 'fastify';
import { gonePage } from './link-page';
import { knownLanguage, mailLanguage, wantedLanguages } from './mail-language';

/** @param languages of the browser (`Accept-Language`): whose link it was is not known. @param hint what to do instead */
export const sendGone = (
  reply: FastifyReply,
  languages: string,
  hint: 'goneHint' | 'goneStaff' | 'goneSettings' = 'goneHint',
) => sendPage(reply.code(404), gonePage(mailLanguage(knownLanguage(wantedLanguages(languages)) ?? 'en'), hint));

/** A page that a mail leads to. Its address is a secret: it is neither stored nor told to where the page leads. @param script a hash of the one that it runs */
export async function sendPage(reply: FastifyReply, html: string, script: string | null = null): Promise<void> {
  const scripts = script === null ? '' : ` script-src ${script}; connect-src 'self'; worker-src 'self';`;
  await reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header(
      'content-security-policy',
      `default-src 'none';${scripts} style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    )
    .type('text/html; charset=utf-8')
    .send(html);
}
