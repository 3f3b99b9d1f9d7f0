/** A part of a text that stands on one line where it fits. */
export interface LinePart {
  text: string;
  /** Whether white space is before it, unless a line begins with it. */
  spaced: boolean;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Chinese and Japanese words are found in one dictionary, whatever the language is. */
const words = new Intl.Segmenter('ja', { granularity: 'word' });

/** What a reader takes for characters: a letter with its marks is not broken. */
export const charactersOf = (text: string): string[] => [...graphemes.segment(text)].map(({ segment }) => segment);

const HANGUL = /\p{Script=Hangul}/u;
const CHARACTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u;

/** Whether a text begins with what Chinese and Japanese are written with. */
export const beginsWithCharacter = (text: string): boolean => CHARACTER.test(Array.from(text)[0] ?? '');
const endsWithCharacter = (text: string): boolean => CHARACTER.test(Array.from(text).at(-1) ?? '');

/**
 * No line begins with closing punctuation, small kana, marks of length or repetition, dashes or the units behind a number: the classes
 * CL, CP, CJ, EX, IS, NS and PO of UAX 14.
 */
const NOT_FIRST =
  /^[\p{Pe}\p{Pf}\p{M}、。，．・：；！？‼⁇⁈⁉,.:;!?%‰°′″℃／/·‧…‥—–〜～ー々〻ヽヾゝゞぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ％｡､･ｧ-ｰﾞﾟ]/u;
/** No line ends with opening punctuation or with what is before a number, OP and PR, or with a number before what it counts. */
const NOT_LAST = /[\p{Ps}\p{Pi}\p{Nd}$€£¥￥＄＃#№第]$/u;
/** A particle or an ending, which belongs to the word before it. */
const ENDING = /^\p{Script=Hiragana}{1,2}$/u;
const ENDS_WITH_LETTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;

const mayBreak = (before: string, after: string): boolean => !NOT_LAST.test(before) && !NOT_FIRST.test(after);

/**
 * Where lines may break: at white space, and between the words of Chinese and Japanese. Korean is broken at its spaces, as titles are.
 */
export function lineParts(text: string): LinePart[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word) =>
      joined(
        CHARACTER.test(word) && !HANGUL.test(word) ? [...words.segment(word)].map(({ segment }) => segment) : [word],
        (before, after) =>
          mayBreak(before, after) &&
          (endsWithCharacter(before) || beginsWithCharacter(after)) &&
          !(ENDING.test(after) && ENDS_WITH_LETTER.test(before)),
      ).map((part, index) => ({ text: part, spaced: index === 0 })),
    );
}

/** What of a word, which is wider than a line, is kept together still. */
export const unbrokenIn = (word: string): string[] => joined(charactersOf(word), mayBreak);

/** Joins neighbours between which nothing may break. */
function joined(parts: readonly string[], breaks: (before: string, after: string) => boolean): string[] {
  const result: string[] = [];
  for (const part of parts) {
    const before = result.at(-1);
    if (before === undefined || breaks(before, part)) result.push(part);
    else result[result.length - 1] = before + part;
  }
  return result;
}
