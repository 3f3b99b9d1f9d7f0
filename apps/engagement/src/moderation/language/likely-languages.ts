import { type Language } from '@afterword/contracts';

/** Letters below which a text says nothing of its language. */
const FEWEST_LETTERS = 30;

/** A language is likely, too, where its score is so near the best one. Related languages, such as Danish and Norwegian, share most words. */
const NEAR = 0.06;

/** Characters of a comment that are looked at. */
const MOST_CHARACTERS = 2_000;

/** In scripts that write no vowels, or a syllable or word with each letter, fewer letters say as much: one counts as two or three. */
const LETTER = /\p{L}/gu;
const DENSE_LETTER = /(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{L}/gu;
const SYLLABLE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;

const lettersOf = (text: string): number =>
  [LETTER, DENSE_LETTER, SYLLABLE].reduce((sum, pattern) => sum + (text.match(pattern)?.length ?? 0), 0);

/** Code, addresses and names of readers are not written in the comment's language. */
const NOT_PROSE = /`[^`\n]+`|(?:https?:\/\/|www\.)\S+|(?<!\S)@\S+/gi;
const FENCE = /^ {0,3}(?:```|~~~)/;
const QUOTE = /^ {0,3}>/;

/** Serbian is written in two alphabets, and the detector knows one. */
const LIKE: Partial<Record<Language, Language>> = { hr: 'sr' };

/** The smallest of its tables, loaded when a site first needs it: that takes half a second once, and 30 MB of memory. */
const detector = () => import('eld/extrasmall');

/**
 * The languages that a comment may be in, the likeliest first. None where the text is too short to be sure, or in no language that is
 * known.
 * @param body Markdown
 */
export async function likelyLanguages(body: string): Promise<Language[]> {
  const prose = proseOf(body);
  if (lettersOf(prose) < FEWEST_LETTERS) return [];
  const { eld } = await detector();
  const guess = eld.detect(prose);
  if (!guess.isReliable()) return [];
  const scores = Object.entries(guess.getScores()) as [Language, number][];
  const best = Math.max(...scores.map(([, score]) => score));
  return scores
    .filter(([, score]) => score >= best - NEAR)
    .flatMap(([language]) => [language, LIKE[language] ?? language])
    .filter((language, index, all) => all.indexOf(language) === index);
}

/** What the author wrote in words: no code, and no quotes of others. */
function proseOf(body: string): string {
  let inFence = false;
  const lines = body
    .slice(0, MOST_CHARACTERS)
    .split('\n')
    .filter((line) => {
      const isFence = FENCE.test(line);
      if (isFence) inFence = !inFence;
      return !isFence && !inFence && !QUOTE.test(line);
    });
  return lines.join('\n').replace(NOT_PROSE, ' ');
}
