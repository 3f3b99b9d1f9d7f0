export interface WrapOptions {
  /** Of a line, in the unit of `widthOf`. */
  width: number;
  lines: number;
  widthOf: (text: string) => number;
}

/** Breaks a text into lines; null where it needs too many. A word that is wider than a line is broken. */
export function wrap(text: string, { width, lines, widthOf }: WrapOptions): string[] | null {
  const wrapped: string[] = [];
  let line = '';
  for (const word of text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((one) => pieces(one, width, widthOf))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    wrapped.push(line);
    line = word;
    if (wrapped.length >= lines) return null;
  }
  return [...wrapped, line];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for characters: a letter with its marks is not broken. */
const charactersOf = (text: string): string[] => [...graphemes.segment(text)].map(({ segment }) => segment);

function pieces(word: string, width: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const character of charactersOf(word)) {
    if (piece !== '' && widthOf(piece + character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}

/** The lines at the largest size at which the text fits, or else at the smallest size, cut to what fits. */
export function fit(
  text: string,
  {
    width,
    sizes,
    widthOf,
  }: { width: number; sizes: readonly { size: number; lines: number }[]; widthOf: (text: string) => number },
): { size: number; lines: string[] } {
  for (const { size, lines } of sizes) {
    const wrapped = wrap(text, { width: width / size, lines, widthOf });
    if (wrapped) return { size, lines: wrapped };
  }
  const { size = 40, lines = 1 } = sizes.at(-1) ?? {};
  const characters = charactersOf(text);
  for (let length = characters.length; length > 0; length = Math.floor(length * 0.9)) {
    const wrapped = wrap(`${characters.slice(0, length).join('').trimEnd()}…`, { width: width / size, lines, widthOf });
    if (wrapped) return { size, lines: wrapped };
  }
  return { size, lines: [] };
}
