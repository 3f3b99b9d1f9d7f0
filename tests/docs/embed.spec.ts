import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_FINDINGS } from '@afterword/contracts';

const text = readFileSync(join(__dirname, '../../docs/embed.md'), 'utf8');

describe('docs/embed.md', () => {
  it('lists every finding of a check with its level, and no other', () => {
    const section = text.split('\n## What is wrong\n')[1]?.split('\n## ')[0] ?? '';
    const rows = [...section.matchAll(/^\| `([\w-]+)`\s*\| (\w+)\s*\|/gm)].map(([, code, level]) => [code, level]);
    const findings = Object.entries(CHECK_FINDINGS).map(([code, { level }]) => [code, level]);
    expect(rows).toEqual(findings);
  });
});
