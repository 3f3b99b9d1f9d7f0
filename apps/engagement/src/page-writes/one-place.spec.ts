import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '..');

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.startsWith('migrations'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const matching = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

/** Assigns or raises a page's version; `announced_comments_version` and comparisons are something else. */
const RAISES_A_VERSION = /(?<![\w])(?:counters|comments)_version\s*(?:=\s*(?:case|greatest|\w*\.?\w*_version)|\+)/;

describe('what changes below a page', () => {
  it('raises versions in one file', () => {
    expect(RAISES_A_VERSION.test('set comments_version = p.comments_version + 1')).toBe(true);
    expect(RAISES_A_VERSION.test('set counters_version = counters_version + $3::int')).toBe(true);
    expect(RAISES_A_VERSION.test('where counters_version > announced_counters_version')).toBe(false);
    expect(matching(RAISES_A_VERSION)).toEqual([relative(root, join(__dirname, 'page-writes.sql.ts'))]);
  });

  it('is published to caches and streams by the unit of work alone', () => {
    const publishers = sources.filter(({ text }) => text.includes('PageChanges') && text.includes('.publish('));
    expect(publishers.map(({ path }) => path)).toEqual(['page-writes/page-writes.ts']);
  });

  it('changes the status of comments in one statement', () => {
    expect(matching(/\bset\s+status\b/)).toEqual(['comments/comment-status.sql.ts']);
  });
});
