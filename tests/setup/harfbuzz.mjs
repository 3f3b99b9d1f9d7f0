/**
 * Shapes texts with HarfBuzz, for `shaping.spec.ts`: it is an ES module that waits while it loads, which Jest cannot require. Reads
 * `[{ file, texts, weight? }]` from its standard input, and prints for each text its glyphs: `[id, x, y]` in units of the font. With a
 * weight, to which a variable font is set, the box of the glyph's outline follows: `[…, left, bottom, right, top]`.
 */
import { readFileSync } from 'node:fs';
import * as harfbuzz from 'harfbuzzjs';

const shaped = JSON.parse(readFileSync(0, 'utf8')).map(({ file, texts, weight }) => {
  const font = new harfbuzz.Font(new harfbuzz.Face(new harfbuzz.Blob(readFileSync(file))));
  if (weight) font.setVariations([new harfbuzz.Variation('wght', weight)]);
  const boxOf = (id) => {
    const { xBearing, yBearing, width, height } = font.glyphExtents(id);
    return [xBearing, yBearing + height, xBearing + width, yBearing];
  };
  return texts.map((text) => {
    const buffer = new harfbuzz.Buffer();
    buffer.addText(text);
    buffer.guessSegmentProperties();
    harfbuzz.shape(font, buffer);
    let x = 0;
    return buffer.getGlyphInfosAndPositions().map(({ codepoint, xAdvance, xOffset, yOffset }) => {
      const at = [codepoint, x + xOffset, yOffset, ...(weight ? boxOf(codepoint) : [])];
      x += xAdvance;
      return at;
    });
  });
});
process.stdout.write(JSON.stringify(shaped));
