import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUEST_LIMITS } from './guest-limits';
import { LIMITS } from './limits';
import { RATE_LIMITS } from './rate-limits';

const page = readFileSync(join(__dirname, '../../../docs/limits.md'), 'utf8');

/** The table below a heading of docs/limits.md: name, two columns, meaning. */
const rowsBelow = (heading: string): string[][] =>
  (page.split(new RegExp(`^#+ ${heading}\n`, 'm'))[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`(\w+)`$/, '$1')))
    .map(([, name = '', first = '', second = '', meaning = '']) => [name, first, second, meaning]);

/** Each key of the object in a source file with the one comment above it; a key without one is not found. */
const commentsOf = (file: string): string[][] =>
  [...readFileSync(join(__dirname, file), 'utf8').matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(\w+): /gm)].map(
    ([, comment = '', name = '']) => [name, comment],
  );

describe('docs/limits.md', () => {
  const rows = rowsBelow('Limits');

  it('has exactly one row for each limit, with its value', () => {
    expect(rows.map(([name, value]) => [name, Number(value)])).toEqual(Object.entries(LIMITS));
  });

  it('gives each limit a unit and a meaning of its own, which is its comment in the code', () => {
    for (const [name, , unit] of rows) expect([name, unit]).toEqual([name, expect.stringMatching(/^[a-z ]+$/)]);
    expect(new Set(rows.map(([, , , meaning]) => meaning)).size).toBe(rows.length);
    expect(rows.map(([name, , , meaning]) => [name, meaning])).toEqual(commentsOf('limits.ts'));
  });
});

describe('docs/limits.md, below New guests,', () => {
  const rows = rowsBelow('New guests');

  it('has exactly one row for each limit, with its value and its comment in the code', () => {
    expect(rows.map(([name, value]) => [name, Number(value)])).toEqual(Object.entries(GUEST_LIMITS));
    expect(rows.map(([name, , , meaning]) => [name, meaning])).toEqual(commentsOf('guest-limits.ts'));
  });
});

describe('docs/limits.md, below Rates,', () => {
  const rows = rowsBelow('Rates');
  const numberOf = (text = '') => (text === '–' ? null : Number(text));

  it('has exactly one row for each rate limit, with its numbers', () => {
    const documented = rows.map(([kind, reader, address]) => [
      kind,
      { reader: numberOf(reader), address: numberOf(address) },
    ]);
    expect(documented).toEqual(Object.entries(RATE_LIMITS));
  });

  it('gives each rate limit a meaning of its own, which is its comment in the code', () => {
    expect(new Set(rows.map(([, , , meaning]) => meaning)).size).toBe(rows.length);
    expect(rows.map(([kind, , , meaning]) => [kind, meaning])).toEqual(commentsOf('rate-limits.ts'));
  });
});
