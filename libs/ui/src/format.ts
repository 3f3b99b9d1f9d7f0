/** Counts from here on are compact ("12K"), to keep the bar narrow. */
const COMPACT_FROM = 10_000;

/** Caches formatters per locale: they are slow to create. */
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

/** All digits of a number. */
export const formatNumber = (number: number, locale = 'en'): string => plain(locale).format(number);

/** An absolute date in UTC: the same for every reader and on the server. */
export const formatDate = (iso: string, locale = 'en'): string => dates(locale).format(new Date(iso));

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
/** Older times are shown as dates. */
const RELATIVE_DAYS = 7;

/** "2 hr. ago" up to a week, then the date. */
export function formatAge(iso: string, now: number, locale = 'en'): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1_000);
  if (seconds > RELATIVE_DAYS * 86_400) return formatDate(iso, locale);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', Infinity];
  return ages(locale).format(size === Infinity ? 0 : -Math.floor(seconds / size), unit);
}

/** Up to two letters, shown in place of a picture. */
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

/** Hues of avatars. Degrees. */
export const HUES: readonly number[] = Array.from({ length: 12 }, (_, index) => index * 30);

/** The hue of a reader's avatar, derived from the id. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return HUES[hash % HUES.length] ?? 0;
}
