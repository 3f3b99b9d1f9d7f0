import { readFileSync } from 'node:fs';
import { create, type Font, type Glyph } from 'fontkit';
import { isEmojiPart } from './card-text';
import type { CjkGlyphs, Weight } from './cjk-fonts';
import { type Direction, itemize } from './itemize';
import { beginsWithCharacter } from './line-breaks';

/** Fonts from npm (SIL Open Font License): Latin, Greek, Cyrillic and Devanagari; Arabic; Hebrew. */
export const CARD_FONT_FILES = {
  latin: { bold: 'noto-sans/700Bold/NotoSans_700Bold.ttf', regular: 'noto-sans/400Regular/NotoSans_400Regular.ttf' },
  arabic: 'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  hebrew: 'noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf',
};

/** A line of text as outlines. Lengths are in em. */
export interface ShapedLine {
  width: number;
  glyphs: readonly PlacedGlyph[];
}

export interface PlacedGlyph {
  glyph: Glyph;
  /** The units of the font in one em. The outline's `y` grows upwards. */
  unitsPerEm: number;
  x: number;
  y: number;
}

/** Code points without a glyph of their own: joiners, variation selectors and directional marks. */
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;

export const cardFontPath = (name: string): string => require.resolve(`@expo-google-fonts/${name}`);

const open = (name: string) => create(readFileSync(cardFontPath(name))) as Font;

/** What is part of Chinese and of Latin text alike, and looks different in each. */
const SHARED_PUNCTUATION = /^[“”‘’…·]$/;
const OPENING = /^[“‘]$/;

/**
 * Fonts of one weight. They are shaped by fontkit, which chooses and places the glyphs of the words in `shaping.spec.ts` as HarfBuzz
 * does, script by script and direction by direction; resvg, which drew the text before, misplaced Devanagari.
 */
export class CardFonts {
  private readonly fonts: readonly Font[];

  constructor(
    private readonly weight: Weight,
    private readonly cjk: CjkGlyphs | null = null,
    fonts?: readonly Font[],
  ) {
    this.fonts = fonts ?? [CARD_FONT_FILES.latin[weight], CARD_FONT_FILES.arabic, CARD_FONT_FILES.hebrew].map(open);
  }

  /** The same fonts, and those that were loaded for a text. */
  with(cjk: CjkGlyphs): CardFonts {
    return new CardFonts(this.weight, cjk, this.fonts);
  }

  /** The characters of a text for which other fonts are needed. */
  missing(text: string): string[] {
    const missing = Array.from(text).filter(
      (character) =>
        !/\s/.test(character) &&
        !IGNORABLE.test(character) &&
        !isEmojiPart(character) &&
        !this.fonts.some((font) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)),
    );
    if (missing.length === 0) return [];
    return [...missing, ...Array.from(text).filter((character) => SHARED_PUNCTUATION.test(character)), '…'];
  }

  /** Whether the fonts have every glyph of a text; others would be drawn as boxes. */
  cover(text: string): boolean {
    return itemize(text, 'ltr', (grapheme, index) => this.fontOf(grapheme, { text, index })).every(
      ({ font }) => font !== null,
    );
  }

  /** In em. 0 for a text that the fonts do not cover. */
  widthOf(text: string): number {
    return this.shape(text, 'ltr')?.width ?? 0;
  }

  /** Null for a text that the fonts do not cover. */
  shape(text: string, direction: Direction): ShapedLine | null {
    const glyphs: PlacedGlyph[] = [];
    let width = 0;
    for (const run of itemize(text, direction, (grapheme, index) => this.fontOf(grapheme, { text, index }))) {
      const { font } = run;
      if (!font) return null;
      const { unitsPerEm } = font;
      const shaped = font.layout(run.text, undefined, undefined, undefined, run.direction);
      for (const [index, glyph] of shaped.glyphs.entries()) {
        const position = shaped.positions[index];
        if (!position) continue;
        const { xOffset, yOffset, xAdvance } = position;
        glyphs.push({ glyph, unitsPerEm, x: width + xOffset / unitsPerEm, y: yOffset / unitsPerEm });
        width += xAdvance / unitsPerEm;
      }
    }
    return { width, glyphs };
  }

  /** The first font that has every glyph of a grapheme; null where none has. */
  private fontOf(grapheme: string, at: { text: string; index: number }): Font | null {
    if (SHARED_PUNCTUATION.test(grapheme) && this.cjk?.ownPunctuation && besideCjk(grapheme, at)) {
      const font = this.cjk.fontOf(grapheme, this.weight);
      if (font) return font;
    }
    const characters = Array.from(grapheme).filter((character) => !IGNORABLE.test(character));
    const has = (font: Font) =>
      characters.every((character) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
    const own = this.fonts.find(has);
    if (own) return own;
    const [first = ''] = characters;
    const loaded = this.cjk?.fontOf(first, this.weight);
    return loaded && has(loaded) ? loaded : null;
  }
}

/** Whether what a mark belongs to, which is behind opening and before closing ones, is Chinese or Japanese. */
function besideCjk(mark: string, { text, index }: { text: string; index: number }): boolean {
  const isOther = (character: string) => !SHARED_PUNCTUATION.test(character);
  const other = OPENING.test(mark)
    ? Array.from(text.slice(index + mark.length)).find(isOther)
    : Array.from(text.slice(0, index)).findLast(isOther);
  return other !== undefined && beginsWithCharacter(other);
}
