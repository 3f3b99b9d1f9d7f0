/** Counts from here on are compact ("12K"), to keep the bar narrow. */
const COMPACT_FROM = 10_000;

/** Caches formatters per locale. They are slow to create, above all the first of a kind, so each is made when it is needed first. */
export function kept<Formatter>(make: (locale: string) => Formatter): (locale: string) => Formatter {
  const made = new Map<string, Formatter>();
  return (locale) => {
    let formatter = made.get(locale);
    if (!formatter) made.set(locale, (formatter = make(locale)));
    return formatter;
  };
}

const plain = kept((locale) => new Intl.NumberFormat(locale));
const compact = kept((locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }));
const times = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
const ages = kept(
  (locale) =>
    // The United States abbreviate with a full stop: "1 min. ago".
    new Intl.RelativeTimeFormat(/^en\b/.test(locale) ? 'en-GB' : locale, { numeric: 'auto', style: 'short' }),
);

export const formatCount = (count: number, locale = 'en'): string =>
  (count >= COMPACT_FROM ? compact : plain)(locale).format(count);

/** All digits of a number. */
export const formatNumber = (number: number, locale = 'en'): string => plain(locale).format(number);

const DAY_MS = 86_400_000;
/** Older times are shown as dates. */
const RELATIVE_DAYS = 7;

/** Number of a calendar day where the reader is. */
const dayOf = (time: Date): number => Date.UTC(time.getFullYear(), time.getMonth(), time.getDate()) / DAY_MS;

/** "2 hr ago" within a day, then the reader's calendar days up to a week, then date and time of day. */
export function formatAge(iso: string, now: number, locale = 'en'): string {
  const time = new Date(iso);
  const minutes = Math.max(0, Math.floor((now - time.getTime()) / 60_000));
  const say = (count: number, unit: Intl.RelativeTimeFormatUnit) => ages(locale).format(-count, unit);
  if (minutes < 1) return say(0, 'second');
  if (minutes < 60) return say(minutes, 'minute');
  if (minutes < 24 * 60) return say(Math.floor(minutes / 60), 'hour');
  const days = dayOf(new Date(now)) - dayOf(time);
  return days < RELATIVE_DAYS ? say(days, 'day') : times(locale).format(time);
}

/** Up to two letters, shown in place of a picture. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const ends = words.filter((_, at) => at === 0 || at === words.length - 1);
  const letters = ends.map(([letter]) => letter).join('');
  return letters.toUpperCase() || '?';
}

/**
 * The end of the address of a reader's own picture, which engagement passes on. Generated ones, and URLs of other hosts that an earlier
 * version stored, are not shown.
 */
export const PICTURE = /s\/[\da-f-]{49}\.webp$/;

/** Hues of avatars. Degrees. */
export const HUES: readonly number[] = Array.from({ length: 12 }, (_, index) => index * 30);

/** The hue of a reader's avatar, derived from the id. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return HUES[hash % HUES.length] ?? 0;
}
