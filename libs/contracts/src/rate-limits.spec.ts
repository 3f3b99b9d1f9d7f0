import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RATE_LIMITS } from './rate-limits';

it('docs/limits.md lists every rate limit with its numbers, and no other', () => {
  const numberOf = (text = '') => (text === '–' ? null : Number(text));
  const rows = readFileSync(join(__dirname, '../../../docs/limits.md'), 'utf8')
    .split('\n')
    .map((line) => /^\| `(\w+)`\s*\| (\d+|–)\s*\| (\d+)\s*\|/.exec(line))
    .filter((match) => match !== null)
    .map(([, kind, reader, address]) => [kind, { reader: numberOf(reader), address: numberOf(address) }]);
  expect(Object.fromEntries(rows)).toEqual(RATE_LIMITS);
});
