/** Scripts that do not put spaces between their words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]+/gu;

/** A run of such characters by two and two, each beginning where the one before has its second: 北京大 is 北京 京大. */
export function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((second, index) => (characters[index] ?? '') + second);
}

/** One form for characters that come in several: full width and half width, ligatures, composed or not. */
const plain = (text: string) => text.normalize('NFKC');

export interface Indexable {
  /** The text with pairs of characters where words are not separated; words everywhere else are as they were. */
  words: string;
  /** The characters of those runs, each once, for who looks for a single one. */
  characters: ReadonlySet<string>;
}

/** What PostgreSQL is given to make words of. */
export function indexable(text: string): Indexable {
  const characters = new Set<string>();
  const words = plain(text).replace(UNSPACED, (run) => {
    for (const character of run) characters.add(character);
    return ` ${pairsOf(run).join(' ')} `;
  });
  return { words, characters };
}

/** A minus that takes nothing away. PostgreSQL gives up on a few dozen of them. */
const IDLE_MINUS = /-(?![\p{L}\p{N}"])|(?<=[-"])-/gu;

/** A reader's words in the same form; a run becomes a phrase of its pairs, which stand side by side. */
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

/** The words of a query that a reader would want to see marked, the longest first. */
export function termsOf(query: string): string[] {
  const words = plain(query)
    .replace(/(^|\s)-("[^"]*"|\S+)/g, ' ')
    .match(/[\p{L}\p{N}\p{M}]+/gu);
  return [...new Set(words ?? [])].filter((word) => word.toLowerCase() !== 'or').sort((a, b) => b.length - a.length);
}
