import { en } from './en';

type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
type Shape<T> = { [Key in keyof T]: T[Key] extends string ? string : Forms };

/** The words of a language. */
export type Words = Shape<typeof en>;
export type TextKey = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? Key : never }[keyof typeof en];
export type CountKey = Exclude<keyof typeof en, TextKey>;

/** By BCP 47 tag. A language that is added here is used by browsers that prefer it. */
const languages: Record<string, Words> = { en };

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ku-Arab|ps|ur|yi)\b/;

/** The language of the console: the first that the browser prefers and that there is. */
export const locale = navigator.languages.map((tag) => tag.split('-')[0] ?? '').find((tag) => tag in languages) ?? 'en';
export const direction = RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr';
/** How times and numbers are written: the browser's own variant of the language. */
export const formatLocale = navigator.languages.find((tag) => tag.split('-')[0] === locale) ?? locale;

const words: Words = languages[locale] ?? en;
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

/** A word whose key is put together from data, such as a step's name; `otherwise` where there is none. */
export function sayOf(prefix: string, name: string, otherwise = name): string {
  const text: unknown = Object.hasOwn(words, `${prefix}_${name}`) ? words[`${prefix}_${name}` as TextKey] : undefined;
  return typeof text === 'string' ? text : otherwise;
}
