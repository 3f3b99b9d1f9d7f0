import { characterCount, type VerdictCode } from '@afterword/contracts';
import type { Finding, Step } from './step';

/** Letters with a case that a text has at least before its capitals say anything: names and abbreviations are short. */
const LETTERS = 16;

/** The share of capitals from which a text shouts. */
const SHOUTED = 0.7;

/** The same letter or mark in a row. */
const STRETCHED = /([\p{L}!?])\1{9,}/gu;

/** The same word in a row. */
const REPEATED = 6;

/** Parts of what was found that are shown. */
const MATCHES = 5;

/** Addresses and code are not written by hand. */
const withoutCode = (body: string): string => body.replace(/```[^]*?(?:```|$)|`[^`\n]*`|\bhttps?:\/\/\S+/g, ' ');

/** What a text looks like: shorter than the site takes without review, in capitals, or the same over and over. */
export const shape: Step = {
  name: 'shape',
  fails: 'open',
  isOn: ({ minLength, shape: isOn }) => minLength !== null || isOn,
  check: ({ site, body }) => {
    const { minLength, shape: isOn } = site.moderation;
    const text = body.replace(/\s+/g, ' ').trim();
    if (minLength !== null && characterCount(text) < minLength) {
      return {
        verdict: 'hold',
        reason: `The comment has fewer than ${minLength} characters; those are published after review.`,
        code: 'too-short',
        values: { count: minLength },
      };
    }
    return isOn ? shapeOf(withoutCode(body)) : null;
  },
};

function shapeOf(text: string): Finding | null {
  const stretched = Array.from(text.matchAll(STRETCHED), ([match]) => match);
  if (stretched.length > 0)
    return held('The comment repeats one character many times.', 'repeated-character', stretched);
  const repeated = wordsInARow(text);
  if (repeated.length > 0) return held('The comment repeats one word many times.', 'repeated-word', repeated);
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  const others = text.match(/\p{Ll}/gu)?.length ?? 0;
  const isShouted = capitals + others >= LETTERS && capitals / (capitals + others) >= SHOUTED;
  return isShouted ? held('The comment is written in capitals.', 'capitals', []) : null;
}

/** Words that come so often one after the other, each once. */
function wordsInARow(text: string): string[] {
  const found = new Set<string>();
  let last = '';
  let times = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const same = word.toLowerCase();
    times = same === last ? times + 1 : 1;
    last = same;
    if (times === REPEATED) found.add(word);
  }
  return [...found];
}

const held = (reason: string, code: VerdictCode, matches: readonly string[]): Finding => ({
  ...{ verdict: 'hold', reason, code },
  // Staff see where it is; a character a thousand times says no more.
  matches: [...new Set(matches)].slice(0, MATCHES).map((match) => match.slice(0, 40)),
});
