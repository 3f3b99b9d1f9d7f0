import { kept } from './format';

const fullTimes = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }));
// Marked, so that the bundler leaves it out of the widget, which names no time zone.
const universalTimes = /* @__PURE__ */ kept(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: 'UTC',
      timeZoneName: 'short',
    }),
);

const days = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }));

/** Date and time of day in UTC, which is named: the same for every reader, for pages that are cached. */
export const formatUniversalTime = (iso: string, locale = 'en'): string => universalTimes(locale).format(new Date(iso));

/** Day of the week, date and time of day, where the reader is. */
export const formatFullTime = (iso: string, locale = 'en'): string => fullTimes(locale).format(new Date(iso));

/** Day, month and year, where the reader is. */
export const formatDay = (iso: string, locale = 'en'): string => days(locale).format(new Date(iso));
