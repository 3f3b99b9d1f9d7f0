/** How many words and hosts of one text are looked at: the first ones. */
const MOST_TOKENS = 300;

/**
 * Words are kept as one of so many numbers, not as themselves: what is stored of a site is bounded, and no text can be read from it. At a
 * few thousand words most numbers are one word's own.
 */
export const BUCKETS = 16_384;

const WORD = /[\p{L}\p{M}\p{N}]{2,30}/gu;
const HOST = /https?:\/\/([^\s/?#"<>()]+)/giu;
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** A word or host of a text, and its number. */
export interface Token {
  text: string;
  bucket: number;
}

/** The different words and hosts of a text. In scripts without spaces between words, pairs of letters. */
export function tokensOf(body: string): Token[] {
  const text = body.normalize('NFKC').toLowerCase();
  const found = new Set<string>();
  for (const [, host = ''] of text.matchAll(HOST)) found.add(host);
  for (const [word] of text.matchAll(WORD)) {
    if (found.size >= MOST_TOKENS) break;
    if (WITHOUT_SPACES.test(word)) for (const pair of pairsOf(word)) found.add(pair);
    else found.add(word);
  }
  const tokens = new Map<number, Token>();
  for (const token of [...found].slice(0, MOST_TOKENS)) {
    const bucket = bucketOf(token);
    if (!tokens.has(bucket)) tokens.set(bucket, { text: token, bucket });
  }
  return [...tokens.values()];
}

function pairsOf(word: string): string[] {
  const letters = Array.from(word);
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** FNV-1a with 32 bits, over UTF-16 units. */
function bucketOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) {
    hash ^= word.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  // The upper bits are the better mixed ones.
  return ((hash >>> 16) ^ hash) & (BUCKETS - 1);
}
