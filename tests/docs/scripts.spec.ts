import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** What npm runs by itself (https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts), but for those that one asks for by their name. */
const LIFE_CYCLE = /^(pre|post)?(install|publish|pack|prepare|uninstall|version)$|^(dependencies|prepublishOnly)$/;

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].concat(
  readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    // Records say what was.
    .filter((file) => file.endsWith('.md') && !file.startsWith('decisions/'))
    .map((file) => `docs/${file}`),
);

describe('The scripts of package.json', () => {
  it('are there where the documentation names them', () => {
    const named = pages.flatMap((file) =>
      [...read(file).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => `${file}: ${name}`),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((one) => !((one.split(': ')[1] ?? '') in scripts))).toEqual([]);
  });

  it('have no name of a script that npm runs by itself, as it did one called `dependencies` after each installation', () => {
    expect(Object.keys(scripts).filter((name) => LIFE_CYCLE.test(name))).toEqual([]);
  });
});
