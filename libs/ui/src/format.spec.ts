import { formatAge, formatCount, HUES, hueOf, initialsOf } from './format';
import { uiStyles } from './ui-styles';

it.each([
  [0, 'en', '0'],
  [9_999, 'en', '9,999'],
  [10_000, 'en', '10K'],
  [1_234_567, 'en', '1.2M'],
  [12_345, 'de', '12.345'],
])('%d in %s is %s', (count, locale, text) => expect(formatCount(count, locale)).toBe(text));

it.each([
  [20, /now/],
  [150, /2 min/],
  [7_300, /2 hr/],
  [3 * 86_400, /3 days/],
  [30 * 86_400, /2026/],
])('%d seconds ago', (seconds, text) => {
  const then = '2026-09-06T10:00:00.000Z';
  expect(formatAge(then, Date.parse(then) + seconds * 1_000)).toMatch(text);
});

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
