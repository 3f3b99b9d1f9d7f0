import { formatAge, formatCount, hueOf, initialsOf } from './format';

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
  const hues = Array.from({ length: 50 }, (_, index) => hueOf(`reader-${index}`));
  expect(new Set(hues).size).toBeGreaterThan(30);
  for (const hue of hues) expect(hue).toBeGreaterThanOrEqual(0);
});
