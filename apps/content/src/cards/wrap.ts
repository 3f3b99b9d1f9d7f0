import { charactersOf, type LinePart, lineParts, unbrokenIn } from './line-breaks';

/** What looks wrong before an ellipsis. */
const CUT_OFF = /^[\s,;:、，；：…—·]$/;

export interface WrapOptions {
  /** Of a line, in the unit of `widthOf`. */
  width: number;
  lines: number;
  widthOf: (text: string) => number;
}

/** Breaks a text into lines; null where it needs too many. What is wider than a line is broken between characters. */
export function wrap(text: string, { width, lines, widthOf }: WrapOptions): string[] | null {
  const wrapped: string[] = [];
  let line = '';
  for (const { text: part, spaced } of lineParts(text).flatMap((one) => pieces(one, width, widthOf))) {
    const longer = line === '' ? part : `${line}${spaced ? ' ' : ''}${part}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    wrapped.push(line);
    line = part;
    if (wrapped.length >= lines) return null;
  }
  return [...wrapped, line];
}

function pieces(part: LinePart, width: number, widthOf: (text: string) => number): LinePart[] {
  if (widthOf(part.text) <= width) return [part];
  const found: string[] = [];
  let piece = '';
  const atoms = unbrokenIn(part.text).flatMap((atom) => (widthOf(atom) <= width ? [atom] : charactersOf(atom)));
  for (const atom of atoms) {
    if (piece !== '' && widthOf(piece + atom) > width) {
      found.push(piece);
      piece = '';
    }
    piece += atom;
  }
  return [...found, piece].map((text, index) => ({ text, spaced: index === 0 && part.spaced }));
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
    const kept = characters.slice(0, length);
    const end = kept.findLastIndex((character) => !CUT_OFF.test(character)) + 1;
    const wrapped = wrap(`${kept.slice(0, end).join('')}…`, { width: width / size, lines, widthOf });
    if (wrapped) return { size, lines: wrapped };
  }
  return { size, lines: [] };
}
