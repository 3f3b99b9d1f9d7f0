import { readFileSync } from 'node:fs';
import { create, type Font, type Glyph } from 'fontkit';
import { type Direction, itemize } from './itemize';

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

/**
 * Fonts of one weight. They are shaped by fontkit, which chooses and places the glyphs of the words in `shaping.spec.ts` as HarfBuzz
 * does, script by script and direction by direction; resvg, which drew the text before, misplaced Devanagari.
 */
export class CardFonts {
  private readonly fonts: readonly Font[];

  constructor(weight: 'bold' | 'regular') {
    this.fonts = [CARD_FONT_FILES.latin[weight], CARD_FONT_FILES.arabic, CARD_FONT_FILES.hebrew].map(open);
  }

  /** Whether the fonts have every glyph of a text; others would be drawn as boxes. */
  cover(text: string): boolean {
    return this.shape(text, 'ltr') !== null;
  }

  /** In em. 0 for a text that the fonts do not cover. */
  widthOf(text: string): number {
    return this.shape(text, 'ltr')?.width ?? 0;
  }

  /** Null for a text that the fonts do not cover. */
  shape(text: string, direction: Direction): ShapedLine | null {
    const glyphs: PlacedGlyph[] = [];
    let width = 0;
    for (const run of itemize(text, direction, (grapheme) => this.fontOf(grapheme))) {
      const font = this.fonts[run.font];
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

  /** The index of the first font that has every glyph of a grapheme; -1 where none has. */
  private fontOf(grapheme: string): number {
    const codes = Array.from(grapheme)
      .filter((character) => !IGNORABLE.test(character))
      .map((character) => character.codePointAt(0) ?? 0);
    return this.fonts.findIndex((font) => codes.every((code) => font.hasGlyphForCodePoint(code)));
  }
}
