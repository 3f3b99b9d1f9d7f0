/** From here on counts are compact ("12K"), so that a bar stays a bar. */
const COMPACT_FROM = 10_000;

/** Formatters are slow to make and a thread needs the same few for each comment. */
function kept<Formatter>(make: (locale: string) => Formatter): (locale: string) => Formatter {
  const made = new Map<string, Formatter>();
  return (locale) => {
    let formatter = made.get(locale);
    if (!formatter) made.set(locale, (formatter = make(locale)));
    return formatter;
  };
}

const plain = kept((locale) => new Intl.NumberFormat(locale));
const compact = kept((locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }));
const dates = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));
const ages = kept((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));

export const formatCount = (count: number, locale = 'en'): string =>
  (count >= COMPACT_FROM ? compact : plain)(locale).format(count);

/** The same for every reader and on the server: an absolute date in UTC. */
export const formatDate = (iso: string, locale = 'en'): string => dates(locale).format(new Date(iso));

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
/** After this a date says more than a distance. */
const RELATIVE_DAYS = 7;

/** "2 hr. ago" up to a week, then the date. */
export function formatAge(iso: string, now: number, locale = 'en'): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1_000);
  if (seconds > RELATIVE_DAYS * 86_400) return formatDate(iso, locale);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', Infinity];
  return ages(locale).format(size === Infinity ? 0 : -Math.floor(seconds / size), unit);
}

/** Up to two letters that stand for a person where there is no picture. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return (
    letters
      .map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 0x3f))
      .join('')
      .toUpperCase() || '?'
  );
}

/** A reader's colour is one of these hues. Degrees. */
export const HUES: readonly number[] = Array.from({ length: 12 }, (_, index) => index * 30);

/** The same wherever a reader appears, and decided by their id alone. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return HUES[hash % HUES.length] ?? 0;
}
