import type { MailLanguage } from './mail-language';
import { escapeHtml } from './mail-text';

interface Page {
  title: string;
  text: string;
  /** What the button says; the form goes back to the same address. Null: there is none. */
  button: string | null;
}

interface Link {
  purpose: 'confirm' | 'unsubscribe';
  site: string;
  email: string | null;
  /** Whether the button was pressed. */
  isDone: boolean;
}

/** What a link of a mail leads to. */
export function linkPage(language: MailLanguage, { purpose, site, email, isDone }: Link): string {
  const { say } = language;
  if (purpose === 'confirm')
    return htmlPage(language, {
      title: say('confirmAddress'),
      text: isDone ? say('confirmDone', { site }) : say('confirmAsk', { site, email: email ?? '' }),
      button: isDone ? null : say('confirm'),
    });
  return htmlPage(language, {
    title: say('unsubscribe'),
    text: isDone ? say('stopDone', { site }) : say('stopAsk', { site }),
    button: isDone ? null : say('unsubscribe'),
  });
}

/** Of a link that is too old, or never was one. */
export const gonePage = (language: MailLanguage, hint: 'goneHint' | 'goneStaff' | 'goneSettings'): string =>
  htmlPage(language, { title: language.say('gone'), text: language.say(hint), button: null });

const htmlPage = (language: MailLanguage, { title, text, button }: Page): string =>
  mailPage(language, {
    title,
    body:
      `<p>${escapeHtml(text)}</p>` +
      (button === null ? '' : `<form method="post"><button type="submit">${escapeHtml(button)}</button></form>`),
  });

/** A page that a mail leads to. @param body as HTML */
export const mailPage = ({ tag, direction }: MailLanguage, { title, body }: { title: string; body: string }): string =>
  `<!doctype html><html lang="${tag}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title>` +
  `<style>body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}` +
  `h1{font-size:1.4em}h2{font-size:1.15em;margin-top:2em}button,input,select{font:inherit;padding:.5rem 1.25rem;min-height:44px;margin:0 0 .5rem;max-width:100%;box-sizing:border-box}button{margin-inline-end:.5rem}a{color:inherit}` +
  `fieldset{border:0;margin:0 0 1.5rem;padding:0;min-width:0}legend{font-weight:bold;padding:0}.tick{display:flex;align-items:center;gap:.75rem;min-height:44px}[type=checkbox]{flex:none;width:1.25rem;height:1.25rem;min-height:0;margin:0}` +
  `summary{min-height:44px;padding:.5rem 0;box-sizing:border-box;font-weight:bold;cursor:pointer;margin-top:2em}summary+ul{padding:0;list-style:none;overflow-wrap:anywhere}li{margin:0 0 1rem}small{font-size:.85em}` +
  `blockquote{white-space:pre-wrap;overflow-wrap:anywhere;margin:1rem 0;padding-inline-start:1rem;border-inline-start:3px solid #888}</style></head>` +
  `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
