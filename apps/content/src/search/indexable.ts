/** Runs of scripts that do not separate words by spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]+/gu;

/** The overlapping pairs of characters of a run: 北京大 gives 北京 京大. */
export function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((second, index) => (characters[index] ?? '') + second);
}

/**
 * What is no part of a word, outside ASCII. In a database whose character types are those of the locale C, PostgreSQL takes all of it for
 * letters: “École” in its quotes would be a word that nobody searches for. The zero-width joiners are parts of words.
 */
const NO_LETTERS = /[^\p{ASCII}\p{L}\p{N}\p{M}\u200c\u200d]/gu;

/** One form for characters that have several: full and half width, ligatures, composed and decomposed, capitals and small letters. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(NO_LETTERS, ' ');

export interface Indexable {
  /** The text, with pairs of characters in place of runs without spaces. */
  words: string;
  /** The characters of those runs, each once, for searches of a single one. */
  characters: ReadonlySet<string>;
}

/** Prepares a text for `to_tsvector`. */
export function indexable(text: string): Indexable {
  const characters = new Set<string>();
  const words = plain(text).replace(UNSPACED, (run) => {
    for (const character of run) characters.add(character);
    return ` ${pairsOf(run).join(' ')} `;
  });
  return { words, characters };
}

/** A minus without a word after it. A few dozen of them make `websearch_to_tsquery` fail. */
const IDLE_MINUS = /-(?![\p{L}\p{N}"])|(?<=[-"])-/gu;

/** Prepares a query for `websearch_to_tsquery`; a run becomes a phrase of its pairs. */
export function searchable(query: string): string {
  return plain(query)
    .replace(IDLE_MINUS, ' ')
    .split('"')
    .map((part, index, parts) => {
      const quoted = index % 2 === 1 && index < parts.length - 1;
      return part.replace(UNSPACED, (run) => (quoted ? ` ${pairsOf(run).join(' ')} ` : phrase(run)));
    })
    .join('"');
}

const phrase = (run: string) => {
  const pairs = pairsOf(run);
  return pairs.length === 1 ? ` ${pairs[0]} ` : ` "${pairs.join(' ')}" `;
};

/** The words of a query to highlight, the longest first. */
export function termsOf(query: string): string[] {
  const words = plain(query)
    .replace(/(^|\s)-("[^"]*"|\S+)/g, ' ')
    .match(/[\p{L}\p{N}\p{M}]+/gu);
  return [...new Set(words ?? [])].filter((word) => word.toLowerCase() !== 'or').sort((a, b) => b.length - a.length);
}
