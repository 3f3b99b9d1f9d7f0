import { spellingsOf } from './spellings';

/** A word of a text, with its place in the text. */
export interface Word {
  text: string;
  start: number;
  end: number;
}

/** What is one word to the eye, with its place in the text. */
export interface Token {
  start: number;
  end: number;
  /** Spellings to compare. */
  forms: readonly string[];
}

const WORD = /[\p{L}\p{M}\p{N}@$|](?:[\p{L}\p{M}\p{N}@$|!'’]*[\p{L}\p{M}\p{N}@$|])?/gu;

/** Letters of one that stand apart, as in "s p a m", are read as a word from this many on. */
export const SPACED_LETTERS = 3;

export const wordsOf = (text: string): Word[] =>
  Array.from(text.matchAll(WORD), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));

const tokenOf = (words: readonly Word[]): Token => ({
  start: words[0]?.start ?? 0,
  end: words.at(-1)?.end ?? 0,
  forms: spellingsOf(words.map(({ text }) => text).join('')),
});

/** Splits words into runs of those that belong together. */
function runsOf(words: readonly Word[], belongs: (before: Word, next: Word) => boolean): Word[][] {
  const runs: Word[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && belongs(before, word)) run.push(word);
    else runs.push([word]);
  }
  return runs;
}

/** Words, and what is one word to the eye since no space is in it: "v.i.a" and "sp-am". */
export function tokensOf(text: string, words: readonly Word[]): Token[] {
  const chunks = runsOf(words, (before, next) => !/\s/.test(text.slice(before.end, next.start)));
  return [...words.map((word) => tokenOf([word])), ...chunks.filter(({ length }) => length > 1).map(tokenOf)];
}

/** Letters that stand apart, as in "s p a m" or "s.p.a.m", run by run. A word may begin and end anywhere in a run. */
export function spacedRunsOf(words: readonly Word[]): Word[][] {
  const isSingle = ({ text }: Word) => Array.from(text).length === 1;
  const runs = runsOf(words, (before, next) => isSingle(before) && isSingle(next) && next.start - before.end <= 3);
  return runs.filter(({ length }) => length >= SPACED_LETTERS);
}
