import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validationMessage } from '@afterword/contracts';
import { ConfigError } from '@afterword/platform';
import type { z } from 'zod';
import { contrast } from './contrast';
import { minifiedCss, theme } from './theme';
import { type ColourName, COLOURS, type ThemeSettings, ThemeSettingsSchema } from './theme-settings';

export interface ThemeFolder {
  settings: ThemeSettings;
  /** What is added to the stylesheet of the site. */
  css: string;
  /** The file of the folder as a `data:` URL, which needs no further request. */
  dataUrl: (file: string) => string;
}

/** Every page contains the picture, so it is small. Bytes. */
const PICTURE_BYTES = 32_768;
const CSS_BYTES = 32_768;

const MEDIA_TYPES: Record<string, string> = { svg: 'image/svg+xml', png: 'image/png', webp: 'image/webp' };

/** Text and what it stands on, with the least contrast that WCAG 2.2 AA asks for text of its size. */
const READABLE: readonly (readonly [text: ColourName, ground: ColourName])[] = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['ink-2', 'paper'],
  ['ink-2', 'card'],
  ['accent', 'paper'],
  ['accent', 'accent-wash'],
  ['gold', 'paper'],
  ['gold', 'gold-wash'],
  ['ink', 'gold-wash'],
];
const LEAST_CONTRAST = 4.5;

const SCHEMES = ['light', 'dark'] as const;

/** The colours of theme.css, which apply where a theme names none. */
const builtIn = Object.fromEntries(
  [...theme.matchAll(/--([a-z0-9-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
) as Record<ColourName, { light: string; dark: string }>;

/**
 * Reads `theme.json` of a folder, and `theme.css` where there is one.
 * @throws ConfigError which says in one line which setting or file is wrong, and what it must be
 */
export function readThemeFolder(folder: string): ThemeFolder {
  const read = (file: string): Buffer | null => {
    try {
      return readFileSync(join(folder, file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new ConfigError(`The theme's ${file} cannot be read: ${(error as Error).message}`);
    }
  };
  const json = read('theme.json');
  if (!json) throw new ConfigError(`THEME_DIR: there is no theme.json in ${folder}`);
  const settings = parse(json.toString('utf8'));
  checkContrast(settings);
  const picture = (setting: string, file: string | undefined) => {
    if (file === undefined) return;
    const bytes = read(file);
    if (!bytes) throw new ConfigError(`theme.json: ${setting}: there is no ${file} in ${folder}`);
    if (bytes.length > PICTURE_BYTES)
      throw new ConfigError(`theme.json: ${setting}: ${file} has ${bytes.length} bytes, and may have ${PICTURE_BYTES}`);
    pictures.set(file, toDataUrl(file, bytes));
  };
  const pictures = new Map<string, string>();
  picture('logo.file', settings.logo?.file);
  picture('logo.dark', settings.logo?.dark);
  picture('icon', settings.icon);
  const own = read('theme.css')?.toString('utf8') ?? '';
  checkCss(own);
  return { settings, css: cssOf(settings) + minifiedCss(own), dataUrl: (file) => pictures.get(file) ?? '' };
}

function parse(text: string): ThemeSettings {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ConfigError(`theme.json is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
  }
  const parsed = ThemeSettingsSchema.safeParse(json, { error: validationMessage });
  if (parsed.success) return parsed.data;
  throw new ConfigError(`theme.json: ${parsed.error.issues.map(problemOf).join('; ')}`);
}

function problemOf({ path, message, ...issue }: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${path.join('.') || 'the whole'} ${message}`;
  const keys = issue.keys.map((key) => [...path, key].join('.'));
  return `${keys.join(', ')} ${keys.length > 1 ? 'are' : 'is'} no setting (docs/theme.md lists them)`;
}

function checkContrast({ colors }: ThemeSettings): void {
  for (const [text, ground] of READABLE) {
    if (!colors[text] && !colors[ground]) continue;
    for (const scheme of SCHEMES) {
      const ratio = contrast((colors[text] ?? builtIn[text])[scheme], (colors[ground] ?? builtIn[ground])[scheme]);
      if (ratio < LEAST_CONTRAST)
        throw new ConfigError(
          `theme.json: colors.${text} on colors.${ground} has a contrast of ${ratio.toFixed(1)} in the ${scheme} scheme; text needs ${LEAST_CONTRAST}`,
        );
    }
  }
}

function checkCss(css: string): void {
  if (css.length > CSS_BYTES) throw new ConfigError(`theme.css has ${css.length} bytes, and may have ${CSS_BYTES}`);
  // It is inlined, so it must not end its element; and the policy of the site loads nothing for it.
  const refused = /<\/style|@import|url\((?!\s*["']?(?:data:|#|\/(?!\/)))/i.exec(css)?.[0];
  if (refused !== undefined)
    throw new ConfigError(`theme.css must not contain "${refused}": it is inlined, and loads nothing from other hosts`);
}

function cssOf({ colors, fonts, radius }: ThemeSettings): string {
  const rule = (declarations: string[]) => (declarations.length === 0 ? '' : `:root{${declarations.join(';')}}`);
  const coloured = rule(
    COLOURS.flatMap((name) => {
      const pair = colors[name];
      return pair ? [`--${name}:light-dark(${pair.light},${pair.dark})`] : [];
    }),
  );
  const shaped = rule([
    ...Object.entries(fonts).map(([name, stack]) => `--${name}:${stack}`),
    ...(radius === undefined ? [] : [`--radius:${radius}px`]),
  ]);
  // Paper is white whatever the theme.
  return (coloured && `@media screen{${coloured}}`) + shaped;
}

function toDataUrl(file: string, bytes: Buffer): string {
  const type = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  // Text is compressed with the page.
  const data =
    type === 'svg' ? `,${encodeURIComponent(bytes.toString('utf8'))}` : `;base64,${bytes.toString('base64')}`;
  return `data:${MEDIA_TYPES[type] ?? 'image/png'}${data}`;
}
