import type { Failure, FailureKind } from '../failure';
import type { Words } from '../ui';

type Kind = Failure['kind'];

/** Failures after which the outcome is unknown: only the response may have been lost. */
const UNCERTAIN: readonly Kind[] = ['offline', 'unavailable', 'not-allowed', 'other'];
/** Failures after which the same request may succeed. */
const WORTH_ANOTHER_TRY: readonly Kind[] = ['offline', 'unavailable', 'rate-limited', 'other', 'unauthorized'];

export const isUncertain = ({ kind }: Failure): boolean => UNCERTAIN.includes(kind);
export const mayRetry = ({ kind }: Failure): boolean => WORTH_ANOTHER_TRY.includes(kind);

/** The message for the reader. */
export function explain(words: Words, { kind, waitUntil }: Failure): string {
  const seconds = Math.ceil((waitUntil - Date.now()) / 1_000);
  // A new session was already tried, so the site's token is invalid.
  const known: FailureKind = kind === 'unauthorized' ? 'sign-in' : kind;
  const why = words.say(`failed.${known}`);
  return seconds > 0 ? `${why} ${words.say('waitFor', { count: seconds })}` : why;
}
