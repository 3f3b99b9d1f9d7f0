import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| \d/.test(line));

describe('docs/security.md', () => {
  it('has each chapter of the standard', () => {
    expect([...page.matchAll(/^## V(\d+) /gm)].map(([, chapter]) => Number(chapter))).toEqual(
      Array.from({ length: 14 }, (_, index) => index + 1),
    );
  });

  it('names tests that are there', () => {
    const named = [...page.matchAll(/`((?:apps|libs|tests)\/[^`]+\.spec\.tsx?)`/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('says of each item by what it is shown, or that it does not apply', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter((row) => !/\.spec\.tsx?`/.test(row) && !/do(?:es)? not apply/.test(row))).toEqual([]);
  });
});
