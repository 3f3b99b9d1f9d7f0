import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';

/** Fonts from npm (SIL Open Font License): Latin, Greek and Cyrillic; Arabic; Hebrew. */
const FILES = [
  '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  '@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  '@expo-google-fonts/noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf',
];

/** The main family; the others are fallbacks. */
export const FAMILY = 'Noto Sans';

/** Characters that need no glyph. */
const WITHOUT_GLYPH = /[\s\p{Cf}\p{Mn}]/u;

/** Which text the fonts cover, and how wide it is. */
export class CardFonts {
  readonly files = FILES.map((name) => require.resolve(name));
  private readonly fonts: readonly Font[] = this.files.map((file) => create(readFileSync(file)) as Font);

  /** Whether every character has a glyph; others would be drawn as boxes. */
  cover(text: string): boolean {
    return Array.from(text).every((character) => WITHOUT_GLYPH.test(character) || this.fontOf(character) !== undefined);
  }

  /** In em. */
  widthOf(text: string): number {
    const [first] = this.fonts;
    const font = this.fontOf(Array.from(text)[0] ?? ' ') ?? first;
    return font ? font.layout(text).advanceWidth / font.unitsPerEm : 0;
  }

  private fontOf(character: string): Font | undefined {
    const code = character.codePointAt(0) ?? 0;
    return this.fonts.find((font) => font.hasGlyphForCodePoint(code));
  }
}
