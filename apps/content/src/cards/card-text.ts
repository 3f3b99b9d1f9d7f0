const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');
/** What may be left of emoji: pictographs of newer versions of Unicode, flags, skin tones, tags, and what joins them. */
const REST = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u20e3\u{e0020}-\u{e007f}]/gu;

/** Whether a character is of emoji alone. Pictographs among the symbols of CJK, such as ㊙, are letters. */
export const isEmojiPart = (character: string): boolean =>
  !/[\u3000-\u33ff]/.test(character) && character.search(REST) === 0;

/** A title as a card draws it: without emoji, which no font here has, and with composed characters, which fonts have more often. */
export function cardText(text: string, hasGlyphs: (character: string) => boolean): string {
  return text
    .normalize('NFC')
    .replace(EMOJI, (emoji) => (hasGlyphs(emoji) ? emoji : ' '))
    .replace(/[\ufe0e\ufe0f]/g, '')
    .replace(REST, (character) => (hasGlyphs(character) ? character : ''))
    .replace(/^[\s\u200d]+|[\s\u200d]+$/g, '')
    .replace(/\s+/g, ' ')
    .normalize('NFC');
}
