import { LRUCache } from 'lru-cache';
import { nameSkeleton } from '../../readers';

/** Digits and signs that stand for letters within a word ("leetspeak"). */
const LEET: ReadonlyMap<string, string> = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['8', 'b'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
  ['|', 'i'],
]);

const LETTER = /\p{L}/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Case, compatibility forms, look-alikes and invisible characters make no difference. */
export const fold = (word: string): string => nameSkeleton(word.replace(INVISIBLE, ''));

/** Digits and signs read as letters. */
export const readLeet = (word: string): string => Array.from(word, (letter) => LEET.get(letter) ?? letter).join('');

/** A letter more than twice is once: "spaaaam". */
const unstretch = (word: string): string => word.replace(/(.)\1{2,}/gu, '$1');

/** Reading a word takes tens of microseconds, and most words of a comment are in others, too. */
const read = new LRUCache<string, readonly string[]>({ max: 10_000 });

/** Characters of words that are kept in `read`, which bounds its memory. */
const LONGEST_KEPT = 40;

/** The spellings of a word to compare, folded: as written, and with digits and signs read as letters; drawn out or not. */
export function spellingsOf(word: string): readonly string[] {
  const known = read.get(word);
  if (known) return known;
  const letters = LETTER.test(word) ? readLeet(word) : word;
  const forms = [fold(word), fold(letters)].flatMap((form) => [form, unstretch(form)]);
  const spellings = [...new Set(forms)].filter((form) => form !== '');
  if (word.length <= LONGEST_KEPT) read.set(word, spellings);
  return spellings;
}
