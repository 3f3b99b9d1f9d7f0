import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_FINDINGS } from '@afterword/contracts';
import { baseStyles } from '../../libs/ui/src/base-styles';
import { liveStyles } from '../../libs/ui/src/live-styles';

const root = join(__dirname, '../..');
const text = readFileSync(join(root, 'docs/embed.md'), 'utf8');
const section = (heading: string) => text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

function sourcesBelow(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.spec)\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
    .join('\n');
}

describe('docs/embed.md', () => {
  it('lists every finding of a check with its level, and no other', () => {
    const rows = [...section('Troubleshooting').matchAll(/^\| `([\w-]+)`\s*\| (\w+)\s*\|/gm)];
    const findings = Object.entries(CHECK_FINDINGS).map(([code, { level }]) => [code, level]);
    expect(rows.map(([, code, level]) => [code, level])).toEqual(findings);
  });

  it('lists every custom property of the style, and no other', () => {
    const documented = [...section('Styling').matchAll(/`(--afterword-[\w-]+)`/g)].map(([, name]) => name);
    const used = [...(baseStyles + liveStyles).matchAll(/var\((--afterword-[\w-]+)/g)].map(([, name]) => name);
    expect([...new Set(documented)].sort()).toEqual([...new Set(used)].sort());
  });

  it('lists every language that there is, and no other', () => {
    const documented = [...section('Languages').matchAll(/^\| `([\w-]+)`/gm)].map(([, tag]) => tag);
    const files = readdirSync(join(root, 'libs/ui/src/languages')).map((file) => file.replace(/\.json$/, ''));
    expect(documented.sort()).toEqual(['en', ...files].sort());
  });

  it('lists attributes that the elements hear of, and events that they tell', () => {
    const element = readFileSync(join(root, 'apps/widget/src/element.tsx'), 'utf8');
    const observed = /observedAttributes[^=]*= \[([^\]]*)\]/.exec(element)?.[1] ?? '';
    const documented = [
      ...section('Elements').matchAll(/^\| ((?:`[\w-]+`(?:, )?)+)\s*\| (?:all|bar|thread|count) *(?:, thread *)?\|/gm),
    ].flatMap(([, names = '']) => [...names.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
    expect(documented.length).toBeGreaterThan(5);
    // Read when a passage is selected, so nobody has to hear of a change.
    const heard = documented.filter((name) => name !== 'article');
    expect([...observed.matchAll(/'(\w+)'/g)].map(([, name]) => name).sort()).toEqual(heard.sort());
    const events = [...section('Events').matchAll(/^\| `afterword:([\w-]+)`/gm)].map(([, name]) => name);
    const sources = sourcesBelow('apps/widget/src');
    const types = readFileSync(join(root, 'libs/embed/index.d.ts'), 'utf8');
    expect(events.length).toBeGreaterThan(3);
    for (const name of events) {
      expect(sources).toMatch(new RegExp(`announce\\([^)]*'${name ?? ''}'`));
      expect(types).toContain(`'afterword:${name ?? ''}'`);
    }
  });
});
