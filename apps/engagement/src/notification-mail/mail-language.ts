import type { SiteLook } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { wordsIn } from '@afterword/ui';
import ar from './languages/ar.json';
import cs from './languages/cs.json';
import de from './languages/de.json';
import en from './languages/en.json';
import es from './languages/es.json';
import fa from './languages/fa.json';
import fr from './languages/fr.json';
import he from './languages/he.json';
import hi from './languages/hi.json';
import it from './languages/it.json';
import ja from './languages/ja.json';
import ko from './languages/ko.json';
import nl from './languages/nl.json';
import pl from './languages/pl.json';
import pt from './languages/pt.json';
import ru from './languages/ru.json';
import sv from './languages/sv.json';
import tr from './languages/tr.json';
import uk from './languages/uk.json';
import zhHans from './languages/zh-Hans.json';
import zhHant from './languages/zh-Hant.json';

/** The words of mails and of the pages that their links lead to. `{name}` is a placeholder. */
export type MailWords = typeof en;

/** By tag: the languages of the widget (`libs/ui/src/languages`), and English. */
export const MAIL_LANGUAGES: Readonly<Record<string, MailWords>> = {
  ar,
  cs,
  de,
  en,
  es,
  fa,
  fr,
  he,
  hi,
  it,
  ja,
  ko,
  nl,
  pl,
  pt,
  ru,
  sv,
  tr,
  uk,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
};

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he']);

/** A mail's language. */
export interface MailLanguage {
  tag: string;
  direction: 'ltr' | 'rtl';
  say: (key: keyof MailWords, values?: Readonly<Record<string, string | number>>) => string;
  /** A number of points, as the widget calls them: by the site's own words in this language, or ours. */
  points: (count: number) => string;
  /** A reader's name, as the widget says it: guests without one of their own have one in each language. */
  nameOf: (name: string) => string;
}

/** English for a tag that there are no words for. @param look of the site that is written about, where points may be named */
export function mailLanguage(tag: string, look: SiteLook = {}): MailLanguage {
  const words = MAIL_LANGUAGES[tag] ?? en;
  const widget = wordsIn(MAIL_LANGUAGES[tag] ? tag : 'en');
  const numbers = new Intl.NumberFormat(MAIL_LANGUAGES[tag] ? tag : 'en');
  return {
    tag: MAIL_LANGUAGES[tag] ? tag : 'en',
    direction: RIGHT_TO_LEFT.has(tag) ? 'rtl' : 'ltr',
    say: (key, values = {}) =>
      words[key].replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        return value === undefined ? whole : typeof value === 'number' ? numbers.format(value) : value;
      }),
    points: (count) => widget.on(look).points(count),
    nameOf: (name) => widget.name(name),
  };
}

/** The first of some BCP 47 tags that there are words for, as a tag of `MAIL_LANGUAGES`; null where there is none. */
export function knownLanguage(wanted: readonly string[]): string | null {
  for (const tag of wanted) {
    try {
      const { language, script } = new Intl.Locale(tag).maximize();
      const found = [`${language}-${script}`, language].find((one) => Object.hasOwn(MAIL_LANGUAGES, one));
      if (found !== undefined) return found;
    } catch {
      // `*`, and what is no tag.
    }
  }
  return null;
}

/** A tag of `MAIL_LANGUAGES` for a tag that somebody has chosen. @throws DomainError `invalid-request` where there are no words for it */
export function languageOf(tag: string): string {
  const language = knownLanguage([tag]);
  if (language !== null) return language;
  const message = `must be one of ${Object.keys(MAIL_LANGUAGES).join(', ')}`;
  throw new DomainError('invalid-request', { errors: [{ path: '/language', message }] });
}

/** Tags that a browser sends, in the order in which they are wanted (`Accept-Language`). */
export function wantedLanguages(header: string): string[] {
  return header
    .slice(0, MOST_HEADER)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((one) => one.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
}

/** Longer lists of languages are cut: no browser sends one. */
const MOST_HEADER = 500;
