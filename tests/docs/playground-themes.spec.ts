import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrast } from '../../apps/content/src/pages/contrast';
import { COLOURS, type Pair, SANS, SERIFS, THEMES } from '../../apps/engagement/src/embed/playground/themes';
import { baseStyles } from '../../libs/ui/src/base-styles';
import { liveStyles } from '../../libs/ui/src/live-styles';

/** What stands on what, and the contrast that it needs (WCAG 2.2 AA: 4.5 for text, 3 for the focus ring). */
const READABLE = [
  ...['paper', 'card'].flatMap((ground) =>
    ['ink', 'ink-2', 'accent', 'gold'].map((text) => ({ text, ground, needs: 4.5 })),
  ),
  { text: 'accent', ground: 'accent-wash', needs: 4.5 },
  { text: 'gold', ground: 'gold-wash', needs: 4.5 },
  { text: 'focus', ground: 'paper', needs: 3 },
  { text: 'danger', ground: 'card', needs: 4.5 },
  { text: 'primary-text', ground: 'primary', needs: 4.5 },
];

/** Properties that are as another one until they are set. */
const AS_OTHERS = Object.fromEntries(
  [...(baseStyles + liveStyles).matchAll(/var\((--afterword-[\w-]+),var\(--_([\w-]+)\)\)/g)].map(
    ([, name = '', other = '']) => [name, `--afterword-${other}`],
  ),
);

interface ThemeFile {
  colors: Record<string, { light: string; dark: string }>;
  fonts: { serif: string; sans: string };
  radius: number;
}
const themeFile = (folder: string) =>
  JSON.parse(readFileSync(join(__dirname, `../../docs/themes/${folder}/theme.json`), 'utf8')) as ThemeFile;

describe('the themes of the playground', () => {
  it('begin with the colours that the widget has', () => {
    const long = (colour = '') => (colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour);
    const own = [...baseStyles.matchAll(/var\((--afterword-[\w-]+),light-dark\((#\w+),(#\w+)\)\)/g)];
    expect(own.length).toBeGreaterThan(9);
    const colours = new Map(own.map(([, name = '', light, dark]) => [name, [long(light), long(dark)]]));
    expect(Object.keys(AS_OTHERS)).toHaveLength(3);
    for (const [name, other] of Object.entries(AS_OTHERS)) colours.set(name, colours.get(other) ?? []);
    expect(Object.fromEntries(colours)).toEqual(COLOURS);
  });

  it.each(THEMES)('can be read in light and dark mode: $name', ({ colours, serif, sans }) => {
    const own: Record<string, Pair> = colours;
    const all: Record<string, Pair> = { ...COLOURS, ...own };
    for (const scheme of [0, 1] as const) {
      const of = (name: string) => {
        const property = `--afterword-${name}`;
        return (own[property] ?? all[AS_OTHERS[property] ?? property])?.[scheme] ?? '';
      };
      const low = READABLE.filter(({ text, ground, needs }) => !(contrast(of(text), of(ground)) >= needs));
      expect([scheme, low]).toEqual([scheme, []]);
    }
    // A stack that is no option of its field would be dropped without a word.
    expect([...SERIFS, undefined]).toContain(serif);
    expect([...SANS, undefined]).toContain(sans);
  });

  it.each([
    ['broadsheet', 'Broadsheet'],
    ['field-notes', 'Field notes'],
  ])('are those of docs/themes: %s', (folder, name) => {
    const { colors, fonts, radius } = themeFile(folder);
    const colours = Object.entries(colors).map(([key, { light, dark }]) => [`--afterword-${key}`, [light, dark]]);
    expect(THEMES.find((theme) => theme.name === name)).toEqual({
      name,
      colours: Object.fromEntries(colours),
      ...fonts,
      radius,
    });
  });
});
