import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from './limits';

it('docs/limits.md lists every limit with its value, and no other', () => {
  const rows = readFileSync(join(__dirname, '../../../docs/limits.md'), 'utf8')
    .split('\n## Rates')[0]!
    .split('\n')
    .map((line) => /^\| `(\w+)`\s*\| (\d+)\s*\|/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name, Number(value)]);
  expect(Object.fromEntries(rows)).toEqual(LIMITS);
});
