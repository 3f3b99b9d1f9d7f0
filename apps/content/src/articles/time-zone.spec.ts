import fc from 'fast-check';
import { instantOf } from './time-zone';

describe('instantOf', () => {
  it.each([
    ['2026-12-01T00:00:00Z', 'UTC', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T00:00:00Z', 'Europe/Berlin', '2026-11-30T23:00:00.000Z'],
    ['2026-07-01T00:00:00Z', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-12-01T00:00:00Z', 'America/Los_Angeles', '2026-12-01T08:00:00.000Z'],
    ['2026-04-01T00:00:00Z', 'Asia/Kathmandu', '2026-03-31T18:15:00.000Z'],
    ['2026-01-01T00:00:00Z', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    // Clocks went from midnight to 01:00, from 01:00 back to midnight, and over a whole day.
    ['1988-12-01T00:00:00Z', 'America/Argentina/Buenos_Aires', '1988-12-01T03:00:00.000Z'],
    ['2026-11-01T00:00:00Z', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2011-12-30T00:00:00Z', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('is where clocks show %s in %s', (clock, timeZone, instant) => {
    expect(instantOf(new Date(clock), timeZone).toISOString()).toBe(instant);
  });

  it('is the start of a month in every time zone', () => {
    const month = fc.tuple(fc.integer({ min: 1970, max: 2100 }), fc.integer({ min: 0, max: 11 }));
    fc.assert(
      fc.property(month, fc.constantFrom(...Intl.supportedValuesOf('timeZone')), ([year, index], timeZone) => {
        const start = instantOf(new Date(Date.UTC(year, index)), timeZone);
        const monthAt = (instant: number) =>
          new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: '2-digit', timeZone }).format(instant);
        const month = `${String(index + 1).padStart(2, '0')}/${year}`;
        expect(monthAt(start.getTime())).toBe(month);
        expect(monthAt(start.getTime() - 1_000)).not.toBe(month);
      }),
      { numRuns: 300 },
    );
  });
});
