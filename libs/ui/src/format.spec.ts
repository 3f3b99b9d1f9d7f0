import fc from 'fast-check';
import { formatAge, formatCount, HUES, hueOf, initialsOf } from './format';
import { formatUniversalTime } from './full-formats';
import { uiStyles } from './ui-styles';

it.each([
  [0, 'en', '0'],
  [9_999, 'en', '9,999'],
  [10_000, 'en', '10K'],
  [1_234_567, 'en', '1.2M'],
  [12_345, 'de', '12.345'],
])('%d in %s is %s', (count, locale, text) => expect(formatCount(count, locale)).toBe(text));

it.each([
  [20, /^now$/],
  [90, /^1 min ago$/],
  [150, /^2 min ago$/],
  [7_300, /^2 hr ago$/],
  [3 * 86_400, /^3 days ago$/],
  [30 * 86_400, /^Sep 6, 2026, \d+:\d\d [AP]M$/],
])('%d seconds ago', (seconds, text) => {
  const then = '2026-09-06T10:00:00.000Z';
  expect(formatAge(then, Date.parse(then) + seconds * 1_000)).toMatch(text);
});

describe('the age of a comment', () => {
  const at = (day: number, hours: number, minutes: number) => new Date(2026, 10, day, hours, minutes);
  const age = (then: Date, now: Date, locale = 'en') => formatAge(then.toISOString(), now.getTime(), locale);

  it.each([
    ['a Saturday morning, seen early on Monday', at(28, 7, 16), at(30, 6, 46), '2 days ago'],
    ['the evening before the last', at(28, 23, 59), at(30, 0, 0), '2 days ago'],
    ['minutes ago, before midnight', at(28, 23, 50), at(29, 0, 10), '20 min ago'],
    ['less than a day ago', at(28, 7, 16), at(29, 7, 15), '23 hr ago'],
    ['a day ago', at(28, 7, 16), at(29, 7, 16), 'yesterday'],
    ['nearly two days ago, and yesterday', at(28, 0, 1), at(29, 23, 59), 'yesterday'],
    ['a week ago', at(21, 7, 16), at(28, 6, 0), 'Nov 21, 2026, 7:16 AM'],
    ['in the future, by a clock that is wrong', at(29, 7, 16), at(28, 7, 16), 'now'],
  ])('%s', (_, then, now, text) => expect(age(then, now)).toBe(text));

  it('is in the words of the language', () => {
    expect(age(at(28, 7, 16), at(30, 6, 46), 'de')).toBe('vorgestern');
    expect(age(at(28, 7, 16), at(28, 7, 18), 'en-US')).toBe('2 min ago');
    expect(age(at(28, 7, 16), at(28, 7, 18), 'de-CH')).toBe('vor 2 Min.');
  });

  it('counts the days of the reader’s calendar, whenever both were', () => {
    const time = fc.date({ min: at(1, 0, 0), max: at(28, 23, 59), noInvalidDate: true });
    fc.assert(
      fc.property(time, fc.integer({ min: 24 * 60, max: 10 * 24 * 60 }), (then, minutes) => {
        const now = new Date(then.getTime() + minutes * 60_000);
        const midnight = new Date(then.getFullYear(), then.getMonth(), then.getDate());
        let days = 0;
        while (midnight.setDate(midnight.getDate() + 1) <= now.getTime()) days += 1;
        const expected = days === 1 ? 'yesterday' : days < 7 ? `${days} days ago` : `, ${then.getFullYear()}, `;
        expect(age(then, now)).toContain(expected);
      }),
    );
  });
});

it('names the zone of a time that everybody is shown', () =>
  expect(formatUniversalTime('2026-11-28T23:30:00.000Z')).toBe('Nov 28, 2026, 11:30 PM UTC'));

it.each([
  ['Ada Lovelace', 'AL'],
  ['green lamp', 'GL'],
  ['ada', 'A'],
  ['张伟', '张'],
  ['🙂', '?'],
  ['', '?'],
])('%s has the initials %s', (name, initials) => expect(initialsOf(name)).toBe(initials));

it('gives a reader the same colour everywhere', () => {
  expect(hueOf('01890000-0000-7000-8000-000000000001')).toBe(hueOf('01890000-0000-7000-8000-000000000001'));
  const readers = Array.from({ length: 200 }, (_, index) => hueOf(`reader-${index}`));
  expect(new Set(readers)).toEqual(new Set(HUES));
  for (const hue of HUES) expect(uiStyles).toContain(`[data-hue="${hue}"]{--h:${hue}}`);
});

it('measures in a length of its own, so that a host page which shrinks its root does not shrink ours', () => {
  expect(uiStyles.match(/[\d.]+rem\b/g)).toEqual(['1rem']);
  expect(uiStyles).toContain('--_rem:var(--afterword-rem,max(1rem,16px))');
});

describe('the colour of an avatar', () => {
  /** Relative luminance, WCAG 2.2. */
  const luminance = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const fromHsl = (h: number, s: number, l: number) =>
    [0, 8, 4].map((n) => {
      const k = (n + h / 30) % 12;
      return l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    });

  it('lets white letters be read, whatever the hue', () => {
    const [, saturation, lightness] = /hsl\(var\(--h,210\) (\d+)% (\d+)%\)/.exec(uiStyles) ?? [];
    for (let hue = 0; hue < 360; hue += 1) {
      const background = fromHsl(hue, Number(saturation) / 100, Number(lightness) / 100);
      expect(1.05 / (luminance(background) + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
