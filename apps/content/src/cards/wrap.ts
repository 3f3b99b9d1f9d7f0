import { setImmediate as nextTurn } from 'node:timers/promises';
import { charactersOf, type LinePart, lineParts, unbrokenIn } from './line-breaks';

/** What looks wrong before an ellipsis. */
const CUT_OFF = /^[\s,;:、，；：…—·]$/;

/**
 * A line is shaped to be measured only from so much of its width on, by the sum of its parts: kerning, and letters that join, change less than
 * that. Shaping it with each part that it gets takes the square of its length.
 */
const CERTAIN = 0.8;

export interface WrapOptions {
  /** Of a line, in the unit of `widthOf`. */
  width: number;
  lines: number;
  widthOf: (text: string) => number;
}

interface Wrapped {
  lines: string[];
  /** Whether it is the whole text. */
  isWhole: boolean;
}

/** Breaks a text into lines; null where it needs too many. What is wider than a line is broken between characters. */
export async function wrap(text: string, options: WrapOptions): Promise<string[] | null> {
  const { lines, isWhole } = await fill(text, options);
  return isWhole ? lines : null;
}

/**
 * The lines that a text begins with. What is behind them is not looked at. Requests are answered between two lines: to shape one of Devanagari takes
 * some milliseconds, and it is shaped more than once.
 */
async function fill(text: string, { width, lines: most, widthOf }: WrapOptions): Promise<Wrapped> {
  const lines: string[] = [];
  const line = new Line(width, widthOf);
  for (const { text: part, spaced } of pieces(lineParts(text), width, widthOf)) {
    if (line.add(part, spaced)) continue;
    lines.push(line.text);
    if (lines.length >= most) return { lines, isWhole: false };
    line.begin(part);
    await nextTurn();
  }
  return { lines: [...lines, line.text], isWhole: true };
}

/** Parts that fit on a line, one after the other. */
class Line {
  text = '';
  /** No less than its width; the sum of its parts since it was shaped last. */
  private sum = 0;

  constructor(
    private readonly width: number,
    private readonly widthOf: (text: string) => number,
  ) {}

  begin(part: string): void {
    this.text = part;
    this.sum = this.widthOf(part);
  }

  /** False, and nothing is added, where it does not fit. A line without anything takes any part. */
  add(part: string, spaced: boolean): boolean {
    if (this.text === '') {
      this.begin(part);
      return true;
    }
    const addition = (spaced ? ' ' : '') + part;
    const longer = this.text + addition;
    let sum = this.sum + this.widthOf(addition);
    if (sum > CERTAIN * this.width) sum = this.widthOf(longer);
    if (sum > this.width) return false;
    this.text = longer;
    this.sum = sum;
    return true;
  }
}

/** The parts of a text, those that are wider than a line broken. */
function* pieces(parts: Iterable<LinePart>, width: number, widthOf: (text: string) => number): Generator<LinePart> {
  for (const part of parts) {
    if (widthOf(part.text) <= width) yield part;
    else yield* broken(part, width, widthOf);
  }
}

function* broken(part: LinePart, width: number, widthOf: (text: string) => number): Generator<LinePart> {
  let { spaced } = part;
  const line = new Line(width, widthOf);
  for (const unbroken of unbrokenIn(part.text)) {
    for (const atom of widthOf(unbroken) <= width ? [unbroken] : charactersOf(unbroken)) {
      if (line.add(atom, false)) continue;
      yield { text: line.text, spaced };
      spaced = false;
      line.begin(atom);
    }
  }
  yield { text: line.text, spaced };
}

/** The lines at the largest size at which the text fits, or else at the smallest size, cut to what fits. */
export async function fit(
  text: string,
  {
    width,
    sizes,
    widthOf,
  }: { width: number; sizes: readonly { size: number; lines: number }[]; widthOf: (text: string) => number },
): Promise<{ size: number; lines: string[] }> {
  const known = new Map<string, number>();
  const measured = (part: string): number => {
    let found = known.get(part);
    if (found === undefined) known.set(part, (found = widthOf(part)));
    return found;
  };
  let last = { size: 40, lines: [] as string[] };
  for (const [index, { size, lines: most }] of sizes.entries()) {
    const isLast = index === sizes.length - 1;
    if (!isLast && isSurelyWider(text, (most * width) / size, measured)) continue;
    const { lines, isWhole } = await fill(text, { width: width / size, lines: most, widthOf: measured });
    if (isWhole) return { size, lines };
    last = { size, lines };
  }
  const { size, lines } = last;
  return { size, lines: [...lines.slice(0, -1), cut(lines.at(-1) ?? '', width / size, measured)] };
}

/** Whether the parts of a text have more width than there is, by far. */
function isSurelyWider(text: string, width: number, widthOf: (text: string) => number): boolean {
  let sum = 0;
  for (const { text: part } of lineParts(text)) {
    sum += widthOf(part);
    if (CERTAIN * sum > width) return true;
  }
  return false;
}

/** As much of a line as an ellipsis leaves room for. */
function cut(line: string, width: number, widthOf: (text: string) => number): string {
  const characters = charactersOf(line);
  for (;;) {
    characters.length = characters.findLastIndex((character) => !CUT_OFF.test(character)) + 1;
    const shown = `${characters.join('')}…`;
    if (characters.length === 0 || widthOf(shown) <= width) return shown;
    characters.pop();
  }
}
