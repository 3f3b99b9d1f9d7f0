import { hasAtMost, text } from './text';

/**
 * Characters without a glyph that belong to how some scripts and emoji are written. Everything else without one is refused: it makes two
 * names look the same, or changes how the text around it is read.
 * - The joiners U+200C and U+200D between letters of scripts that use them (Persian, Hindi …), and after a virama.
 * - Variation selectors after an emoji, an ideograph or a Mongolian letter, a joiner between emoji, the tags of a flag.
 */
const JOINING =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Nko}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}' +
  '\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}' +
  '\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}\\p{Script=Balinese}\\p{Script=Javanese}\\p{Script=Adlam}';
const VIRAMA = '\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2';
const WRITTEN_SO = new RegExp(
  [
    `(?<=[${JOINING}])[\u200c\u200d](?=[${JOINING}])`,
    `(?<=[${VIRAMA}])[\u200c\u200d]`,
    `(?<=\\p{Extended_Pictographic}[\ufe0f\\p{Emoji_Modifier}]?)\u200d(?=\\p{Extended_Pictographic})`,
    `(?<=\\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
    `(?<=[0-9#*])\ufe0f(?=\u20e3)`,
    `(?<=\\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
    `(?<=\\p{Script=Mongolian})[\u180b-\u180f]`,
    `(?<=\u{1f3f4})[\u{e0020}-\u{e007e}]{1,8}\u{e007f}`,
  ].join('|'),
  'gu',
);

/** Combining marks that may follow each other: what UTS 39, section 5.4, lets pass is four without width; Indic syllables have more with one. */
const MARK_STACK = /^\p{M}|[\p{Mn}\p{Me}]{5}|\p{M}{9}|(\p{Mn})\1/u;

/** Letters and symbols that are drawn as nothing: the blank braille pattern, the object replacement character, the null notehead. */
const BLANK = /[\u2800\ufffc\u{1d159}]/gu;

/** Says what a text must not contain to be shown on one line beside the texts of others; null where it fits. */
export function unfitForOneLine(value: string): string | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return 'must be one line, without control characters';
  if (/\p{Bidi_Control}/u.test(value)) return 'must not contain characters that set the direction of text';
  if (
    /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u{13441}\u{13442}]|\u{16fe4}/u.test(value.replace(WRITTEN_SO, ''))
  ) {
    return 'must not contain invisible characters';
  }
  if (MARK_STACK.test(value.normalize('NFD'))) return 'must not stack marks on one letter';
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(value.replace(BLANK, ''))) return 'must have something to see';
  return null;
}

/** Text on one line, such as a name or a title: what it shows is what it is. */
export const oneLine = (max: number) =>
  text(max).superRefine((value, context) => {
    // What is empty or too long is refused already.
    const message = value === '' || !hasAtMost(value, max) ? null : unfitForOneLine(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
