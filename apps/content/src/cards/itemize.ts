import bidiFactory from 'bidi-js';

export type Direction = 'ltr' | 'rtl';

/** A part of a line in one font, one script and one direction, which a shaper takes as a whole. */
export interface TextRun<Font> {
  text: string;
  font: Font;
  direction: Direction;
}

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The scripts of the card fonts: each is shaped by rules of its own. */
const SCRIPTS = [
  ...['Latin', 'Greek', 'Cyrillic', 'Devanagari', 'Arabic', 'Hebrew'],
  ...['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo'],
].map((script) => ({
  script,
  pattern: new RegExp(`^\\p{Script=${script}}`, 'u'),
}));

/**
 * The runs of a line from left to right, by the Unicode Bidirectional Algorithm (UAX 9). Punctuation, digits and spaces, which belong
 * to no script, go with what is before them.
 */
export function itemize<Font>(
  text: string,
  direction: Direction,
  fontOf: (grapheme: string, index: number) => Font,
): TextRun<Font>[] {
  const levels = bidi.getEmbeddingLevels(text, direction);
  const mirrored = bidi.getMirroredCharactersMap(text, levels.levels);
  const runs: (TextRun<Font> & { level: number; script: string | null })[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const level = levels.levels[index] ?? 0;
    const font = fontOf(segment, index);
    const script = SCRIPTS.find(({ pattern }) => pattern.test(segment))?.script ?? null;
    const shown = mirrored.get(index) ?? segment;
    const last = runs.at(-1);
    const continues =
      last?.level === level &&
      last.font === font &&
      (script === null || last.script === null || last.script === script);
    if (!continues) runs.push({ text: shown, font, direction: level % 2 === 1 ? 'rtl' : 'ltr', level, script });
    else {
      last.text += shown;
      last.script ??= script;
    }
  }
  return inVisualOrder(runs);
}

/** Rule L2 of UAX 9: from the highest level to the lowest odd one, reverses every sequence of runs at that level or above. */
function inVisualOrder<Run extends { level: number }>(runs: readonly Run[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level >= 1; level -= 1) {
    let start = 0;
    while (start < ordered.length) {
      if ((ordered[start]?.level ?? 0) < level) {
        start += 1;
        continue;
      }
      let end = start;
      while (end < ordered.length && (ordered[end]?.level ?? 0) >= level) end += 1;
      ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = end;
    }
  }
  return ordered;
}
