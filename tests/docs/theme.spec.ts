import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

describe('docs/theme.md', () => {
  it('names every custom property of the theme, and no other', () => {
    const [, root = ''] = /:root \{([^}]*)\}/.exec(read('apps/content/src/pages/theme.css')) ?? [];
    const own = [...root.matchAll(/^ +(--(?!afterword)[\w-]+):/gm)].map(([, name]) => name);
    const rows = [...read('docs/theme.md').matchAll(/^\| (`--[^|]*)\|/gm)].flatMap(
      ([, cell = '']) => cell.match(/--[\w-]+/g) ?? [],
    );
    expect(rows.sort()).toEqual(own.sort());
  });
});
