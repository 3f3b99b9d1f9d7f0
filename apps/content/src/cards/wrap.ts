export interface WrapOptions {
  /** Of a line, in the same unit as `widthOf` gives. */
  width: number;
  lines: number;
  widthOf: (text: string) => number;
}

/** Words in lines; null where they need more lines than there are. A word that is wider than a line is broken. */
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

function pieces(word: string, width: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const sign of word) {
    if (piece !== '' && widthOf(piece + sign) > width) {
      found.push(piece);
      piece = '';
    }
    piece += sign;
  }
  return [...found, piece];
}

/** The largest of some sizes at which a text fits, or the smallest with as much of it as fits. */
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
  const signs = Array.from(text);
  for (let length = signs.length; length > 0; length = Math.floor(length * 0.9)) {
    const wrapped = wrap(`${signs.slice(0, length).join('').trimEnd()}…`, { width: width / size, lines, widthOf });
    if (wrapped) return { size, lines: wrapped };
  }
  return { size, lines: [] };
}
