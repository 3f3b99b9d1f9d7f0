import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';

/** Fonts that come with the project (SIL Open Font License), for Latin, Greek and Cyrillic, for Arabic, for Hebrew. */
const FILES = [
  '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  '@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  '@expo-google-fonts/noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf',
];

/** The family that text is set in; the others help it out. */
export const FAMILY = 'Noto Sans';

/** Signs that are set without a shape of their own. */
const SHAPELESS = /[\s\p{Cf}\p{Mn}]/u;

/** What the fonts cover, and how wide a text comes out. */
export class CardFonts {
  readonly files = FILES.map((name) => require.resolve(name));
  private readonly fonts: readonly Font[] = this.files.map((file) => create(readFileSync(file)) as Font);

  /** Whether every sign has a shape: a text that is not covered would come out as boxes. */
  cover(text: string): boolean {
    return Array.from(text).every((sign) => SHAPELESS.test(sign) || this.fontOf(sign) !== undefined);
  }

  /** In units of the font's size. */
  widthOf(text: string): number {
    const [first] = this.fonts;
    const font = this.fontOf(Array.from(text)[0] ?? ' ') ?? first;
    return font ? font.layout(text).advanceWidth / font.unitsPerEm : 0;
  }

  private fontOf(sign: string): Font | undefined {
    const code = sign.codePointAt(0) ?? 0;
    return this.fonts.find((font) => font.hasGlyphForCodePoint(code));
  }
}
