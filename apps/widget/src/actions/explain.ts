import type { Failure } from '../failure';
import type { WordKey, Words } from '../ui';

/** Problems of the service that have one message. A message of its own is named as its problem is: `failed.page-closed`. */
const KINDS: Readonly<Record<string, string>> = {
  // A new session was already tried, so the site's token is invalid.
  unauthorized: 'sign-in',
  'guests-not-allowed': 'sign-in',
  // Whoever wrote a page, as whoever wrote a comment.
  'own-page': 'own-comment',
  'undo-window-over': 'edit-window-over',
  'too-large': 'invalid-request',
};

/** Empty where there is none. */
const messageOf = (words: Words, { kind }: Failure): string => words.say(`failed.${KINDS[kind] ?? kind}` as WordKey);

/** Failures after which the outcome is unknown: only the response may have been lost, or there was none that can be read. */
export const isUncertain = ({ kind }: Failure): boolean =>
  ['offline', 'unavailable', 'not-allowed', 'other'].includes(kind);

/** Whether the same request may succeed: also after what we know nothing of. */
export const mayRetry = (words: Words, failure: Failure): boolean =>
  ['unauthorized', 'offline', 'unavailable', 'rate-limited', 'other'].includes(failure.kind) ||
  !messageOf(words, failure);

/** The message for the reader. */
export function explain(words: Words, failure: Failure): string {
  const seconds = Math.ceil((failure.waitUntil - Date.now()) / 1_000);
  const why = messageOf(words, failure) || words.say('failed.other');
  return seconds > 0 ? `${why} ${words.say('waitFor', { count: seconds })}` : why;
}
