import { z } from 'zod';

/** The names of the colours that a theme may change, as in theme.css. */
export const COLOURS = [
  'paper',
  'card',
  'ink',
  'ink-2',
  'line',
  'accent',
  'accent-wash',
  'gold',
  'gold-wash',
  'focus',
] as const;
export type ColourName = (typeof COLOURS)[number];

const COLOUR_FORM = 'must be a colour such as "#b3261e", or { "light": "#b3261e", "dark": "#ff8a7a" }';

const hex = z.string(COLOUR_FORM).regex(/^#(?:[\da-f]{3}|[\da-f]{6})$/i, COLOUR_FORM);
const colour = z.preprocess(
  (value) => (typeof value === 'string' ? { light: value, dark: value } : value),
  z.strictObject({ light: hex, dark: hex }, COLOUR_FORM),
);

/** One line that is shown. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must be one line');

const url = z
  .string()
  .max(2_000)
  .regex(
    /^(?:\/(?!\/)|https?:\/\/|mailto:)[^\s"<>\\]*$/,
    'must be a path such as "/topics", or an address that begins with https:, http: or mailto:',
  );

const link = z.strictObject({ title: line(60), url });
const linkOr = (title: string) =>
  z.preprocess((value) => (typeof value === 'string' ? { title, url: value } : value), link);

/** The name of a file in the folder, not a path: what is shown to everybody comes from nowhere else. */
const file = (types: string) =>
  z
    .string()
    .regex(
      new RegExp(`^[\\w][\\w.-]*\\.(?:${types})$`, 'i'),
      `must be the name of a file in the folder, of type ${types.replaceAll('|', ', ')}`,
    );

/** Names of fonts, quoted where they have spaces; nothing that could end the declaration. */
const fonts = z
  .string()
  .max(300)
  .regex(/^[\p{L}\p{N} ,'"_-]+$/u, 'must be a list of fonts such as "Charter, Georgia, serif"');

const pixels = (most: number) => z.number().int().min(1).max(most);

/** `theme.json`, whose settings docs/theme.md lists. */
export const ThemeSettingsSchema = z.strictObject({
  name: line(80),
  tagline: line(160).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i, 'must be the tag of a language, such as "de" or "pt-BR"')
    .default('en'),
  logo: z
    .strictObject({
      file: file('svg|png|webp'),
      dark: file('svg|png|webp').optional(),
      width: pixels(600),
      height: pixels(120),
    })
    .optional(),
  icon: file('svg|png').optional(),
  colors: z.partialRecord(z.enum(COLOURS), colour).default({}),
  fonts: z.strictObject({ serif: fonts.optional(), sans: fonts.optional(), mono: fonts.optional() }).default({}),
  radius: z.number().int().min(0).max(32).optional(),
  navigation: z.array(link).max(8).optional(),
  footer: z
    .strictObject({ text: line(300).optional(), links: z.array(link).max(12).default([]) })
    .default({ links: [] }),
  imprint: linkOr('Imprint').optional(),
  privacy: linkOr('Privacy').optional(),
});
export type ThemeSettings = z.infer<typeof ThemeSettingsSchema>;
export type ThemeLink = z.infer<typeof link>;
