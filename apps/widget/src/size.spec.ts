import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const folder = join(__dirname, '../../../dist/widget');
/** What the service sends to who takes gzip. */
const gzipped = (path: string) => {
  const sent = readFileSync(join(folder, `${path}.gz`));
  expect(gunzipSync(sent).equals(readFileSync(join(folder, path)))).toBe(true);
  return sent.length;
};

/** The file and its static imports; dynamic imports are left out. */
function firstView(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const source = readFileSync(join(folder, path), 'utf8');
  for (const [, found = ''] of source.matchAll(
    /(?:^|[;}])(?:import|export)(?:[^"'()]*?from)?\s*["']\.\/([^"']+)["']/g,
  )) {
    firstView(path.includes('/') ? `embed/${found}` : found, seen);
  }
  return seen;
}

it('stays small: what a first view loads, everything that a reader can reach, and what only moderators load', () => {
  const first = [...firstView('embed.js')];
  const all = ['embed.js', ...readdirSync(join(folder, 'embed')).map((name) => `embed/${name}`)].filter((path) =>
    path.endsWith('.js'),
  );
  const isStaff = (path: string) => /^embed\/staff-/.test(path);
  const bytes = (paths: string[]) => paths.reduce((sum, path) => sum + gzipped(path), 0);
  // The entry and at least one import: otherwise the walk found nothing.
  expect(first.length).toBeGreaterThan(1);
  expect(bytes(first)).toBeLessThanOrEqual(14_000);
  expect(bytes(all.filter((path) => !isStaff(path)))).toBeLessThanOrEqual(40_000);
  // No file only passes on what others have: readers would load one more.
  const passesOn = (path: string) =>
    /^(?:import[^;]*; *)*export\{[^}]*\};?\s*$/.test(readFileSync(join(folder, path), 'utf8'));
  expect(all.filter(passesOn)).toEqual([]);
  // One chunk, which nothing that readers load imports.
  expect(all.filter(isStaff)).toHaveLength(1);
  expect(bytes(all.filter(isStaff))).toBeLessThanOrEqual(3_000);
});
