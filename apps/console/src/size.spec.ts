import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../../dist/console');
const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What a page's script loads before it runs: it, and what it imports other than on demand. */
function firstLoad(name: string, known = new Set<string>()): Set<string> {
  known.add(name);
  for (const [, next = ''] of textOf(name).matchAll(/(?:^|[;}\s])(?:import|export)[^;()"']*["']\.\/([^"']+)["']/g))
    if (!known.has(next)) firstLoad(next, known);
  return known;
}

it('stays small: less than 60 kB of script before it shows anything, all of which the page names', () => {
  const entries = scripts.filter((name) => name.startsWith('console-'));
  expect(entries).toHaveLength(1);
  const first = [...firstLoad(entries[0]!)];
  const page = textOf('index.html');
  for (const name of first) expect(page).toContain(`/console/${name}"`);
  // Nobody loads a language but the one they read, nor a view that they do not open.
  expect(first.filter((name) => /^(ar|de|[a-z]+-view)-/.test(name))).toEqual([]);
  expect(
    scripts.filter((name) => /^(account|imports|jobs|numbers|pages|settings|staff|webhooks)-view-/.test(name)),
  ).toHaveLength(8);
  // Nor schemas, which only services need.
  expect(scripts.filter((name) => textOf(name).includes('ZodObject'))).toEqual([]);
  const bytes = first.reduce((sum, name) => sum + readFileSync(join(folder, `${name}.gz`)).length, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(60_000);
});

it('has each other language in a file of its own', () => {
  for (const language of ['ar', 'de']) {
    const [file, ...others] = scripts.filter((name) => name.startsWith(`${language}-`));
    expect([language, others]).toEqual([language, []]);
    const asks = scripts.filter((name) => textOf(name).includes(`import("./${file}")`));
    expect([language, asks]).toEqual([language, [expect.any(String)]]);
  }
});
