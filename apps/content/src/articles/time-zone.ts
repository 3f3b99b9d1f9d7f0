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

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The first instant at which clocks in a time zone show what an instant of UTC reads. Where they are put forward over it, the
 * instant at which that happens or one later by less than they are put forward; it is never before.
 */
export function instantOf(clock: Date, timeZone: string): Date {
  // No time zone is a whole day from UTC: the offsets in force a day before and a day after are the only two that can hold.
  // Clocks show whole seconds.
  const fraction = clock.getUTCMilliseconds();
  const second = clock.getTime() - fraction;
  const around = [-DAY_MS, DAY_MS].map((distance) => {
    const instant = second + distance;
    return second - (clockAt(new Date(instant), timeZone).getTime() - instant);
  });
  const [early, late] = around.sort((one, other) => one - other) as [number, number];
  const found = clockAt(new Date(early), timeZone).getTime() === second ? early : late;
  return new Date(found + fraction);
}
