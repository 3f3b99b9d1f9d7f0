import type { Failure, FailureKind } from '../failure';
import type { Words } from '../ui';

type Kind = Failure['kind'];

/** The service may have done what it was asked, and only its answer is lost. */
const UNCERTAIN: readonly Kind[] = ['offline', 'unavailable', 'not-allowed', 'other'];
/** Trying the same once more may help. */
const WORTH_ANOTHER_TRY: readonly Kind[] = ['offline', 'unavailable', 'rate-limited', 'other', 'unauthorized'];

export const isUncertain = ({ kind }: Failure): boolean => UNCERTAIN.includes(kind);
export const mayRetry = ({ kind }: Failure): boolean => WORTH_ANOTHER_TRY.includes(kind);

/** What to say about it. */
export function explain(words: Words, { kind, waitUntil }: Failure): string {
  const seconds = Math.ceil((waitUntil - Date.now()) / 1_000);
  // A session was tried anew, so it is the site's token that is not good any more.
  const known: FailureKind = kind === 'unauthorized' ? 'sign-in' : kind;
  const why = words.say(`failed.${known}`);
  return seconds > 0 ? `${why} ${words.say('waitFor', { count: seconds })}` : why;
}
