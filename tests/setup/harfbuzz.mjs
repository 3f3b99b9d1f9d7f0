/**
 * Shapes texts with HarfBuzz, for `shaping.spec.ts`: it is an ES module that waits while it loads, which Jest cannot require. Reads
 * `[{ file, texts }]` from its standard input, and prints for each text its glyphs: `[id, x, y]` in units of the font.
 */
import { readFileSync } from 'node:fs';
import * as harfbuzz from 'harfbuzzjs';

const shaped = JSON.parse(readFileSync(0, 'utf8')).map(({ file, texts }) => {
  const font = new harfbuzz.Font(new harfbuzz.Face(new harfbuzz.Blob(readFileSync(file))));
  return texts.map((text) => {
    const buffer = new harfbuzz.Buffer();
    buffer.addText(text);
    buffer.guessSegmentProperties();
    harfbuzz.shape(font, buffer);
    let x = 0;
    return buffer.getGlyphInfosAndPositions().map(({ codepoint, xAdvance, xOffset, yOffset }) => {
      const at = [codepoint, x + xOffset, yOffset];
      x += xAdvance;
      return at;
    });
  });
});
process.stdout.write(JSON.stringify(shaped));
