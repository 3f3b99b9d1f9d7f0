import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';
import { LRUCache } from 'lru-cache';

/** Fonts from npm (SIL Open Font License). Each draws Han characters as its readers write them. */
export const CJK_FONTS = ['sc', 'tc', 'jp', 'kr'] as const;
export type CjkFont = (typeof CJK_FONTS)[number];

/** The files of the four fonts, some hundred each, that are kept in memory: about a quarter of a megabyte each. */
const SLICES_KEPT = 32;

const WEIGHTS = { bold: 700, regular: 400 };
export type Weight = keyof typeof WEIGHTS;

/** The part of a font that one file holds. */
type Slice = Record<Weight, Font>;

/** The slices that were loaded for one text. */
export interface CjkGlyphs {
  /** Null for a character that was not asked for, or that no font has. */
  fontOf(character: string, weight: Weight): Font | null;
  /** Whether quotation marks and ellipses beside Han characters are those of the font: in Chinese they are as wide as these. */
  ownPunctuation: boolean;
}

/**
 * Chinese, Japanese and Korean. Nothing is read before a text needs it, and then only the files with its characters: whoever has no
 * such titles pays nothing.
 */
export class CjkFonts {
  private readonly ranges = new Map<CjkFont, SliceRange[]>();
  private readonly slices = new LRUCache<string, Slice, undefined>({
    max: SLICES_KEPT,
    fetchMethod: (file) => open(file),
  });

  /**
   * @param characters each may be asked of the result
   * @param text decides, where the language does not, which font is asked first
   */
  async load(characters: Iterable<string>, { text, language }: { text: string; language: string }): Promise<CjkGlyphs> {
    const { first, ownPunctuation } = preference(text, language);
    const order = [first, ...CJK_FONTS.filter((font) => font !== first)];
    const found = new Map<string, Slice>();
    for (const character of new Set(characters)) {
      const slice = await this.sliceOf(character.codePointAt(0) ?? 0, order);
      if (slice) found.set(character, slice);
    }
    return { fontOf: (character, weight) => found.get(character)?.[weight] ?? null, ownPunctuation };
  }

  private async sliceOf(code: number, order: readonly CjkFont[]): Promise<Slice | null> {
    for (const font of order) {
      const range = this.rangesOf(font).find(({ from, to }) => from <= code && code <= to);
      if (!range) continue;
      const slice = await this.slices.forceFetch(range.file);
      // The lists name some characters that their files lack.
      if (slice.bold.hasGlyphForCodePoint(code)) return slice;
    }
    return null;
  }

  private rangesOf(font: CjkFont): SliceRange[] {
    let ranges = this.ranges.get(font);
    if (!ranges) this.ranges.set(font, (ranges = readRanges(font)));
    return ranges;
  }
}

interface SliceRange {
  from: number;
  to: number;
  file: string;
}

/** The numbered files of a font; those with names are of Latin and other letters, which other fonts draw. */
function readRanges(font: CjkFont): SliceRange[] {
  const folder = dirname(require.resolve(`@fontsource-variable/noto-sans-${font}/package.json`));
  const lists = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(lists).flatMap(([name, list]) => {
    const number = /^\[(\d+)\]$/.exec(name)?.[1];
    if (number === undefined) return [];
    const file = join(folder, `files/noto-sans-${font}-${number}-wght-normal.woff2`);
    return list.split(',').map((range) => {
      const [from = 0, to = from] = range
        .slice('U+'.length)
        .split('-')
        .map((code) => Number.parseInt(code, 16));
      return { from, to, file };
    });
  });
}

/** fontkit reads WOFF2, but cannot set the weight of such a font. */
async function open(file: string): Promise<Slice> {
  const { default: decompress } = await import('woff2-encoder/decompress');
  const font = create(Buffer.from(await decompress(await readFile(file)))) as Font;
  return { bold: font.getVariation({ wght: WEIGHTS.bold }), regular: font.getVariation({ wght: WEIGHTS.regular }) };
}

/** By the script that a language is written in (ISO 15924). */
const FONT_OF_SCRIPT = new Map<string | undefined, CjkFont>([
  ['Hans', 'sc'],
  ['Hant', 'tc'],
  ['Jpan', 'jp'],
  ['Kore', 'kr'],
]);

function preference(text: string, language: string): { first: CjkFont; ownPunctuation: boolean } {
  const own = FONT_OF_SCRIPT.get(new Intl.Locale(language).maximize().script);
  return { first: own ?? firstByScript(text), ownPunctuation: own !== undefined && own !== 'kr' };
}

function firstByScript(text: string): CjkFont {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'jp';
  if (/\p{Script=Hangul}/u.test(text)) return 'kr';
  return /\p{Script=Bopomofo}/u.test(text) ? 'tc' : 'sc';
}
