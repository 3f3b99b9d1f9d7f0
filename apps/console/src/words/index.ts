import { en } from './en';
import { preferredLanguage } from './preferred-language';
import type { CountKey, Forms, TextKey, Words } from './shape';

export type { CountKey, TextKey, Words };

/** Files of other languages, by BCP 47 tag. A browser loads the one that it prefers, and who reads English none. */
const files: Record<string, () => Promise<{ words: Words }>> = {
  ar: () => import('./ar'),
  de: () => import('./de'),
};

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku-Arab|ps|ur|yi)\b/;

/** English where the file does not come: the console works in a language that is not one's own, and not without one. */
async function load(): Promise<{ locale: string; words: Words }> {
  const locale = preferredLanguage(navigator.languages, Object.keys(files));
  try {
    return { locale, words: (await files[locale]?.())?.words ?? en };
  } catch {
    return { locale: 'en', words: en };
  }
}

// Waited for here: the other modules take their words when they are loaded.
const loaded = await load();
const { words } = loaded;

/** The language of the console: the first that the browser prefers and that there is. */
export const { locale } = loaded;
export const direction = RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr';
/** How times and numbers are written: the browser's own variant of the language. */
export const formatLocale = navigator.languages.find((tag) => tag.split('-')[0] === locale) ?? locale;

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(formatLocale);

export const number = (value: number): string => numbers.format(value);

/** The service counts queues up to this (`LIMITS.queueCount`). */
const COUNTED = 10_000;

/** How many comments wait: "10,000+" where there are more than are counted. */
export const countText = (count: number): string => (count >= COUNTED ? `${number(COUNTED)}+` : number(count));

type Values = Record<string, string | number>;

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });

export const say = (key: TextKey, values: Values = {}): string => fill(words[key], values);

/** The form for a number, which also replaces `{count}`. */
export function sayCount(key: CountKey, count: number, values: Values = {}): string {
  const forms: Forms = words[key];
  return fill(forms[plurals.select(count)] ?? forms.other, { ...values, count });
}

/** As `sayOf`, for a sentence with values, in the form for `values.count` where there are forms; null where there is none. */
export function sayCoded(prefix: string, code: string, values: Values): string | null {
  const key = `${prefix}_${code}`;
  if (!Object.hasOwn(words, key)) return null;
  const entry: string | Forms = words[key as TextKey | CountKey];
  return typeof entry === 'string' ? fill(entry, values) : sayCount(key as CountKey, Number(values.count), values);
}

const languages = new Intl.DisplayNames(locale, { type: 'language' });

/** A language by its tag. */
export const languageName = (tag: string): string => languages.of(tag) ?? tag;

/** A word whose key is put together from data, such as a step's name; `otherwise` where there is none. */
export function sayOf(prefix: string, name: string, otherwise = name): string {
  const text: unknown = Object.hasOwn(words, `${prefix}_${name}`) ? words[`${prefix}_${name}` as TextKey] : undefined;
  return typeof text === 'string' ? text : otherwise;
}
