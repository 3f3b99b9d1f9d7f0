import { type Token } from './tokens';

/** In how many comments of each kind something was. */
export interface Seen {
  spam: number;
  ham: number;
}

/** What a site's decisions say of the words of a text. */
export interface Evidence {
  /** The decided comments. */
  comments: Seen;
  /** By the numbers of words. */
  words: ReadonlyMap<number, Seen>;
}

/** How many decided comments of each kind the filter needs before it says anything. */
export const ENOUGH = 30;

/** The words that count: those that tell most, so that a long text is no surer than a short one. */
const MOST_TELLING = 25;

/** The probability of spam from which a comment is held. */
export const HELD_FROM = 0.95;

/** How many words are named. */
const NAMED = 5;

export interface Opinion {
  /** 0 to 1. */
  probability: number;
  /** The words that speak most for spam. */
  words: string[];
}

/**
 * Naive Bayes over the presence of words, with Laplace smoothing and equal priors: how much of a site's comments is spam says nothing of
 * the next one. Null until the site has decided about enough of both kinds.
 */
export function opinionOf(tokens: readonly Token[], { comments, words }: Evidence): Opinion | null {
  if (comments.spam < ENOUGH || comments.ham < ENOUGH) return null;
  const telling = tokens
    .flatMap(({ text, bucket }) => {
      const seen = words.get(bucket);
      return seen && seen.spam + seen.ham > 0 ? [{ text, weight: weightOf(seen, comments) }] : [];
    })
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .slice(0, MOST_TELLING);
  const sum = telling.reduce((total, { weight }) => total + weight, 0);
  const named = telling.filter(({ weight }) => weight > 0).slice(0, NAMED);
  return { probability: 1 / (1 + Math.exp(-sum)), words: named.map(({ text }) => text) };
}

/** The logarithm of how much likelier a word is in spam. */
const weightOf = (seen: Seen, comments: Seen): number =>
  Math.log((seen.spam + 1) / (comments.spam + 2)) - Math.log((seen.ham + 1) / (comments.ham + 2));
