import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import decompress from 'woff2-encoder/decompress';
import { create, type Font } from 'fontkit';
import fc from 'fast-check';
import { CARD_FONT_FILES, cardFontPath, CardFonts } from './card-fonts';
import { cardText } from './card-text';
import { CjkFonts } from './cjk-fonts';
import { itemize } from './itemize';

const HARFBUZZ = join(__dirname, '../../../../tests/setup/harfbuzz.mjs');

/** All words of the names of languages and regions, of months and of days, in some languages. */
function wordsOf(languages: readonly string[]): string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const texts = languages.flatMap((language) => {
    const names = (['language', 'region'] as const).flatMap((type) => {
      const display = new Intl.DisplayNames(language, { type, fallback: 'none' });
      return codes.map((code) => display.of(type === 'region' ? code.toUpperCase() : code) ?? '');
    });
    const days = new Intl.DateTimeFormat(language, { weekday: 'long', month: 'long' });
    return [...names, ...Array.from({ length: 366 }, (_, day) => days.format(new Date(Date.UTC(2024, 0, day + 1))))];
  });
  return [...new Set(texts.flatMap((text) => text.normalize('NFC').split(/[^\p{L}\p{M}\u200c\u200d]+/u)))].filter(
    Boolean,
  );
}

const SCRIPTS = [
  {
    font: CARD_FONT_FILES.latin.bold,
    languages: ['hi', 'mr', 'ne', 'sa', 'mai'],
    of: /^[\p{Script=Devanagari}\u200c\u200d]+$/u,
  },
  {
    font: CARD_FONT_FILES.arabic,
    languages: ['ar', 'fa', 'ur', 'ckb', 'sd'],
    of: /^[\p{Script=Arabic}\p{M}\u200c\u200d]+$/u,
  },
  { font: CARD_FONT_FILES.hebrew, languages: ['he', 'yi'], of: /^[\p{Script=Hebrew}]+$/u },
  {
    font: CARD_FONT_FILES.latin.bold,
    languages: ['vi', 'el', 'ru', 'uk', 'tr', 'cs'],
    of: /^(\p{Script=Latin}+|\p{Script=Greek}+|\p{Script=Cyrillic}+)$/u,
  },
];

function harfbuzz(sets: readonly { file: string; texts: readonly string[]; weight?: number }[]): number[][][][] {
  const input = JSON.stringify(sets);
  const output = execFileSync(process.execPath, [HARFBUZZ], { input, maxBuffer: 1 << 28 }).toString();
  return JSON.parse(output) as number[][][][];
}

describe('the shaping of cards', () => {
  const fonts = new CardFonts('bold');

  /** The glyphs, and their places unless the text has joiners: fontkit kerns across these less than HarfBuzz. */
  const comparable = (text: string, glyphs: readonly (readonly number[])[] = []) =>
    JSON.stringify(/[\u200c\u200d]/.test(text) ? glyphs.map(([id]) => id) : glyphs);

  it('chooses and places the glyphs of thousands of words as HarfBuzz does', () => {
    const sets = SCRIPTS.map(({ font, languages, of }) => ({
      file: cardFontPath(font),
      texts: wordsOf(languages).filter((word) => of.test(word) && fonts.cover(word)),
    }));
    const shaped = harfbuzz(sets);
    for (const [set, { texts }] of sets.entries()) {
      expect(texts.length).toBeGreaterThan(400);
      const direction = SCRIPTS[set]?.font === CARD_FONT_FILES.latin.bold ? 'ltr' : 'rtl';
      const differing = texts.filter((text, index) => {
        const glyphs = fonts
          .shape(text, direction)
          ?.glyphs.map(({ glyph, unitsPerEm, x, y }) => [
            glyph.id,
            Math.round(x * unitsPerEm),
            Math.round(y * unitsPerEm),
          ]);
        return comparable(text, glyphs) !== comparable(text, shaped[set]?.[index]);
      });
      expect(differing).toEqual([]);
    }
  });

  it.each([
    ['zh-Hans', 'sc', 119],
    ['zh-Hant', 'tc', 123],
    ['ja', 'jp', 119],
    ['ko', 'kr', 119],
  ])('draws some hundred words of %s as HarfBuzz does, in both weights', async (language, name, last) => {
    const folder = mkdtempSync(join(tmpdir(), 'slices-'));
    try {
      const words = wordsOf([language]).join(' ');
      const sets = [];
      for (let slice = last; slice > last - 16; slice -= 1) {
        const file = join(folder, `${slice}.ttf`);
        const packed = `@fontsource-variable/noto-sans-${name}/files/noto-sans-${name}-${slice}-wght-normal.woff2`;
        writeFileSync(file, await decompress(readFileSync(require.resolve(packed))));
        const font = create(readFileSync(file)) as Font;
        // Parts of words that are in one file; which other files have the rest is not what is compared.
        const own = font.characterSet.map((code) => `\\u{${code.toString(16)}}`).join('');
        const texts = [...new Set(words.match(new RegExp(`(?:(?=[${own}])[\\p{Lo}\\p{Lm}])+`, 'gu')))];
        sets.push({ file, texts, weight: 700 }, { file, texts, weight: 400 });
      }
      const all = [...new Set(sets.flatMap(({ texts }) => texts))];
      expect(all.length).toBeGreaterThan(300);
      const cjk = await new CjkFonts().load(all.join(''), { text: '', language });
      const shaped = harfbuzz(sets);
      for (const [set, { texts, weight }] of sets.entries()) {
        const drawn = new CardFonts(weight === 700 ? 'bold' : 'regular').with(cjk);
        const differing = texts.filter((text, index) => {
          const glyphs = drawn.shape(text, 'ltr')?.glyphs.map(({ glyph, unitsPerEm, x, y }) => {
            const { minX, minY, maxX, maxY } = glyph.cbox;
            return [glyph.id, x * unitsPerEm, y * unitsPerEm, minX, minY, maxX, maxY];
          });
          const expected = shaped[set]?.[index] ?? [];
          return !(
            glyphs?.length === expected.length &&
            // HarfBuzz gives the box in whole units.
            glyphs.every((glyph, at) =>
              glyph.every((value, part) => Math.abs(value - (expected[at]?.[part] ?? NaN)) <= 1),
            )
          );
        });
        expect(differing).toEqual([]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shapes each script of a line by its own rules', () => {
    const idsOf = (text: string) => fonts.shape(text, 'ltr')?.glyphs.map(({ glyph }) => glyph.id) ?? [];
    expect(idsOf('Telegram क्षत्रिय')).toEqual([...idsOf('Telegram '), ...idsOf('क्षत्रिय')]);
    expect(idsOf('Река क्षत्रिय')).toEqual([...idsOf('Река '), ...idsOf('क्षत्रिय')]);
  });

  it('orders the runs of both directions, with their brackets', () => {
    const runsOf = (text: string, direction: 'ltr' | 'rtl') =>
      itemize(text, direction, () => 0).map(({ text: run, direction: to }) => `${to}:${run}`);
    expect(runsOf('עמוד 12 (abc) סוף', 'rtl')).toEqual(['rtl:( סוף', 'ltr:abc', 'rtl: )', 'ltr:12', 'rtl:עמוד ']);
    expect(runsOf('one שתיים three', 'ltr')).toEqual(['ltr:one ', 'rtl:שתיים', 'ltr: three']);
  });

  it('leaves out emoji and nothing else', () => {
    const has = (text: string) => fonts.cover(text);
    expect(cardText('🚢 A\u0301 ferry 👩‍👩‍👧‍👦🏽 ☀️ ©️ 1️⃣ #1 🇳🇴', has)).toBe('Á ferry © #1');
    expect(cardText('می‌خواهم क्‍ष', has)).toBe('می‌خواهم क्‍ष');
    expect(cardText('👍🏽👍', has)).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const cleaned = cardText(text, has);
        expect(cleaned).not.toMatch(/\p{Emoji_Presentation}/u);
        expect(cardText(cleaned, has)).toBe(cleaned);
      }),
    );
  });
});
