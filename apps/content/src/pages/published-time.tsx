import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** The publication's time zone, for the dates on a page. */
export const TimeZone = createContext('UTC');

/** "29 November 2026", as the publication's calendar has it. */
export const formatDate = (date: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(date);

/** "29 November 2026 at 00:30 CET": the time zone is named. */
const formatMoment = (date: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(date);

/** When an article was published: the day, and the moment with its time zone as a title. */
export function PublishedTime({ at }: { at: Date }) {
  const timeZone = useContext(TimeZone);
  return (
    <span title={formatMoment(at, timeZone)}>
      <time dateTime={at.toISOString()} dir="auto">
        {formatDate(at, timeZone)}
      </time>
    </span>
  );
}
