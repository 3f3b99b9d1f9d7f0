import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import shortNames from '../short-names.json';

const root = join(__dirname, '../../..');
const wordsIn = (...paths: string[]) =>
  new Set(paths.flatMap((path) => readFileSync(join(root, path), 'utf8').match(/[A-Za-z_]\w*/g) ?? []));
const sourcesBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
const libraries = readdirSync(join(root, 'node_modules/typescript/lib'))
  .filter((file) => /^lib\..*\.d\.ts$/.test(file))
  .map((file) => join('node_modules/typescript/lib', file));

/** The build shortens these property names, so nothing outside the widget may use them. */
it.each([
  ['the browser', libraries],
  ['the service, in JSON', sourcesBelow('libs/contracts/src')],
  ['content, in the state that it leaves', sourcesBelow('libs/ui/src')],
  ['publishers', ['docs/embed.md']],
])('no name that is shortened is known to %s', (_, paths) => {
  const known = wordsIn(...paths);
  expect(known.size).toBeGreaterThan(100);
  expect(shortNames.filter((name) => known.has(name))).toEqual([]);
});

it('shortens names that there are', () => {
  const used = wordsIn(...sourcesBelow('apps/widget/src').filter((file) => !file.includes('.spec.')));
  expect(shortNames.filter((name) => !used.has(name))).toEqual([]);
});
