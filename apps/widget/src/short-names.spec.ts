import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import shortNames from '../short-names.json';

const root = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
/** All but names with hyphens between quotes: they are one name, and none of those that are shortened. */
const namesIn = (...texts: string[]) =>
  new Set(texts.flatMap((text) => text.replace(/'\w+-[\w-]+'/g, '').match(/[A-Za-z_]\w*/g) ?? []));
/** Code without what it only tells its readers. */
const code = (path: string) => read(path).replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
const sourcesBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.spec.'))
    .map((file) => join(folder, file));
/** What is between the braces of an interface. */
const interfaceIn = (path: string, name: string) =>
  new RegExp(`interface ${name}\\b[^{]*\\{([^}]*)\\}`).exec(code(path))?.[1] ?? '';

const browser = readdirSync(join(root, 'node_modules/typescript/lib'))
  .filter((file) => /^lib\..*\.d\.ts$/.test(file))
  // Values of the browser's unions are no names.
  .map((file) => code(join('node_modules/typescript/lib', file)).replace(/"[^"\n]*"/g, ''));
const messages = sourcesBelow('libs/ui/src')
  .filter((file) => /messages\.ts$/.test(file))
  .flatMap((file) => code(file).match(/^ {2}\w+(?=:)/gm) ?? []);

/** The build shortens these property names, so nothing outside the widget may use them, nor what goes from one version of it to the next. */
it.each([
  ['the browser', 1_000, browser],
  ['the service, in JSON', 500, sourcesBelow('libs/contracts/src').map(code)],
  [
    'content, in the state that it leaves',
    5,
    [
      interfaceIn('libs/ui/src/thread.tsx', 'ThreadData'),
      /EmbeddedState = .*/.exec(code('libs/ui/src/server.tsx'))?.[0] ?? '',
    ],
  ],
  ['languages, whose keys are said as text', 100, messages],
  [
    'devices, in what they keep',
    10,
    [
      interfaceIn('apps/widget/src/session.ts', 'StoredSession'),
      interfaceIn('apps/widget/src/live/outbox.ts', 'Sent'),
      /type Parent = .*/.exec(code('apps/widget/src/live/draft.ts'))?.[0] ?? '',
    ],
  ],
  ['publishers', 50, read('docs/embed.md').match(/```[^]*?```|`[^`]*`/g) ?? []],
])('no name that is shortened is known to %s', (_, least, texts) => {
  const known = namesIn(...texts);
  expect(known.size).toBeGreaterThan(least);
  expect(shortNames.filter((name) => known.has(name))).toEqual([]);
});

it('shortens names that there are', () => {
  const used = namesIn(...[...sourcesBelow('apps/widget/src'), ...sourcesBelow('libs/ui/src')].map(read));
  expect(shortNames.filter((name) => !used.has(name))).toEqual([]);
});

it('shortens no event of an element, and not its HTML: the renderer knows them by their names', () => {
  const known = namesIn(...browser);
  // A property of ours, which no element has.
  const own = ['onCancel'];
  const isElements = (name: string) => /^on[A-Z]/.test(name) && known.has(name.toLowerCase()) && !own.includes(name);
  expect(shortNames.filter((name) => isElements(name) || name === 'dangerouslySetInnerHTML')).toEqual([]);
});
