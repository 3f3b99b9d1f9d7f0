const PARTS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/** What clocks in a time zone show at an instant, as an instant of UTC. */
function clockAt(instant: Date, timeZone: string): Date {
  const format = new Intl.DateTimeFormat('en-US', { ...PARTS, era: 'short', hourCycle: 'h23', timeZone });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
  const clock = new Date(Date.UTC(2000, number('month') - 1, 1, number('hour'), number('minute'), number('second')));
  clock.setUTCFullYear(year, number('month') - 1, number('day'));
  return clock;
}

/** The instant at which clocks in a time zone show what an instant of UTC reads; where they skip it, the one just after. */
export function instantOf(clock: Date, timeZone: string): Date {
  const offsetAt = (instant: Date) => clockAt(instant, timeZone).getTime() - instant.getTime();
  // The offset at the first guess may be that of before or after a change of the clocks.
  const guess = new Date(clock.getTime() - offsetAt(clock));
  return new Date(clock.getTime() - offsetAt(guess));
}
