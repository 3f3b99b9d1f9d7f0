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

/** The spellings of a word to compare, folded: as written, and with digits and signs read as letters; drawn out or not. */
export function spellingsOf(word: string): string[] {
  const read = LETTER.test(word) ? readLeet(word) : word;
  const forms = [fold(word), fold(read)].flatMap((form) => [form, unstretch(form)]);
  return [...new Set(forms)].filter((form) => form !== '');
}
