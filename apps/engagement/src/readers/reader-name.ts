import { CONFUSABLES } from './confusables.data';

/** What Unicode says looks the same: a character, and the characters that it is confused with. */
const LOOKS_LIKE = new Map(
  CONFUSABLES.split(';').map((pair): [string, string] => {
    const [source = '', prototype = ''] = pair.trim().split(':');
    return [charactersOf(source), charactersOf(prototype)];
  }),
);

/** What Unicode leaves out: letters and digits that pass for Latin letters in a name that is read in a hurry. */
const PASSES_FOR = new Map(
  Object.entries({
    a: 'аαɑᴀ',
    b: 'ьвβʙ',
    c: 'сϲᴄ',
    d: 'ԁᴅ',
    e: 'еєεҽᴇ',
    f: 'ꜰ',
    g: 'ɡɢ',
    h: 'һнʜ',
    i: 'іιıí1l|ɪʟ',
    // Unicode has it look like a Latin letter, which has no accents of its own: й would be lost.
    и: 'и',
    j: 'јᴊ',
    k: 'кκᴋ',
    m: 'мᴍ',
    n: 'ոηɴⲛ',
    o: 'оοσօ0ᴏ',
    p: 'рρᴘ',
    q: 'ԛꞯ',
    r: 'гʀ',
    s: 'ѕ$5ꜱ',
    t: 'тτᴛ',
    u: 'υսᴜ',
    v: 'ѵνᴠ',
    w: 'ԝωᴡ',
    x: 'хχ',
    y: 'уγүʏ',
    z: 'ᴢ',
  }).flatMap(([letter, others]) => Array.from(others, (other): [string, string] => [other, letter])),
);

/** Round letters with a bar, which are read as an o or as an e. */
const BARRED = /[øɵөθ]/giu;

/** Marks of no script in particular: accents, and what is stacked on letters of any. */
// oxlint-disable-next-line no-misleading-character-class -- the marks themselves are looked for, by their blocks
const ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/u;

/** Points that say how a word is read, and are mostly left out: Hebrew niqqud and accents, Arabic harakat. */
const READING_POINTS = /[\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670]/u;

/** Alphabets and syllabaries whose letters their readers tell apart, also where strangers do not (Thai ด and ต, Hebrew ו and ן). */
const ALPHABETS = [
  'Arabic',
  'Armenian',
  'Bengali',
  'Cyrillic',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Greek',
  'Gujarati',
  'Gurmukhi',
  'Hebrew',
  'Kannada',
  'Khmer',
  'Lao',
  'Malayalam',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thai',
  'Tibetan',
].map((script) => ({ script, only: new RegExp(`^[\\p{Script=${script}}\\p{Script=Inherited}\\p{Nd}]+$`, 'u') }));

/** How a name looks. */
export interface NameLook {
  /** Names that share one are taken for each other. */
  skeletons: readonly string[];
  /** The alphabet that all of the name is written in, null for Latin letters, ideographs and mixtures. */
  alphabet: string | null;
  /** The name as readers of its alphabet see it. */
  own: string;
}

/**
 * How a name looks to a hurried reader: the skeleton of UTS 39, section 4, without what people overlook besides: case, accents of
 * Latin, Greek and Cyrillic letters, spaces, punctuation and decoration. Marks that make other words stay: vowel signs, kana voicing
 * marks, й. A name without letters and digits is its symbols.
 */
export function lookOfName(name: string): NameLook {
  const text = name.normalize('NFKD').replace(/[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu, '');
  const letters = text.replace(/[^\p{L}\p{N}\p{M}|$]/gu, '');
  if (!/[\p{L}\p{N}]/u.test(letters)) {
    const symbols = text.replace(/[\p{Z}\p{C}]/gu, '').toLowerCase();
    return { skeletons: [symbols], alphabet: null, own: symbols };
  }
  const plain = withoutAccents(letters);
  const small = plain.toLowerCase();
  return {
    // As it stands, and in lower case: the Greek capital Nu is an N to the eye, and a small nu to who knows Greek.
    skeletons: [...new Set([skeletonOf(plain), skeletonOf(small)])],
    alphabet: ALPHABETS.find(({ only }) => only.test(small))?.script ?? null,
    own: each(small, ownLookOf),
  };
}

/** The skeleton of a word in lower case, for words that are looked for in texts. */
export const nameSkeleton = (word: string): string => lookOfName(word).skeletons.at(-1) ?? '';

/** Whether a name would be taken for one of those that are reserved. */
export function imitates(name: string, reserved: readonly NameLook[]): boolean {
  const { skeletons, alphabet, own } = lookOfName(name);
  const looks = new Set([...skeletons, ...lookOfName(name.replace(BARRED, 'e')).skeletons]);
  return reserved.some((other) => {
    if (!other.skeletons.some((skeleton) => looks.has(skeleton))) return false;
    return alphabet === null || alphabet !== other.alphabet || own === other.own;
  });
}

function skeletonOf(letters: string): string {
  const seen = each(letters, (letter) => (letter === letter.toLowerCase() ? plainOf(letter) : lookOf(letter)));
  const plain = each(seen.normalize('NFKD').toLowerCase(), plainOf);
  const folded = each(plain.normalize('NFKD').toLowerCase(), (letter) => PASSES_FOR.get(letter) ?? letter);
  return folded.replaceAll('vv', 'w');
}

const plainOf = (letter: string): string => PASSES_FOR.get(letter) ?? lookOf(letter);

/** Marks stay as they are: what they are confused with matters less than what they stand for. */
function lookOf(letter: string): string {
  if (/\p{M}/u.test(letter)) return letter;
  const look = LOOKS_LIKE.get(letter) ?? letter;
  // ø is an o with a bar.
  if (/\p{Script=Latin}/u.test(look)) return look.replace(/\p{M}/gu, '');
  if (/[\p{L}\p{N}]/u.test(look)) return look;
  // The click ǃ is an exclamation mark to the eye, which is left out; the katakana ノ is more than a slash.
  return /[\p{Script=Latin}\p{Script=Common}]/u.test(letter) ? '' : letter;
}

/** Only what is the same letter to those who read it: the Persian ک and the Arabic ك. */
function ownLookOf(letter: string): string {
  const look = LOOKS_LIKE.get(letter);
  const isLetter = look !== undefined && /^\p{L}$/u.test(look) && /\p{L}/u.test(letter);
  if (!isLetter || /\p{Script=Thai}/u.test(letter)) return letter;
  return ALPHABETS.some(({ only }) => only.test(letter) && only.test(look)) ? look : letter;
}

function withoutAccents(letters: string): string {
  let base = '';
  return each(letters, (letter) => {
    if (!/\p{M}/u.test(letter)) {
      base = letter;
      return letter;
    }
    // й is a letter of its own.
    if (letter === '\u0306' && /и/iu.test(base)) return letter;
    const isAccent = ACCENTS.test(letter) || READING_POINTS.test(letter);
    return isAccent || /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u.test(base) ? '' : letter;
  });
}

const each = (text: string, change: (character: string) => string): string => Array.from(text, change).join('');

function charactersOf(codePoints: string): string {
  return String.fromCodePoint(...codePoints.split(' ').map((codePoint) => Number.parseInt(codePoint, 16)));
}
