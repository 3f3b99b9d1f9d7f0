import { formatAge, hueOf, initialsOf } from '../../../libs/ui/src/format';
import { formatLocale } from './words';

export { hueOf, initialsOf };

/** "2 hr ago". */
export const age = (iso: string): string => formatAge(iso, Date.now(), formatLocale);

const times = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'short' });
export const time = (iso: string): string => times.format(new Date(iso));

const days = new Intl.DateTimeFormat(formatLocale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
/** "12 Nov" of an ISO date. */
export const day = (date: string): string => days.format(new Date(`${date}T00:00:00Z`));

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "4 min" of seconds: in the largest unit of which there are at least one and a half. */
export function duration(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each * 1.5) ?? ['second', 1];
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(formatLocale, options).format(seconds / size);
}
