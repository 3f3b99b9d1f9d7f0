import type { Failure } from '../failure';
import type { Words } from '../ui';

/** Kinds of failures that have a message for the reader. */
type FailureKind =
  | 'offline'
  | 'unavailable'
  | 'rate-limited'
  | 'insufficient-balance'
  | 'page-closed'
  | 'comment-refused'
  | 'sign-in'
  | 'not-allowed'
  | 'reader-banned'
  | 'too-late'
  | 'own'
  | 'points-spent'
  | 'name-reserved'
  | 'invalid'
  | 'gone'
  | 'insecure'
  | 'other';

/** Kinds of the service's problems. Every other one is `other`, unless it has a kind's name. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  // A new session was already tried, so the site's token is invalid.
  unauthorized: 'sign-in',
  'guests-not-allowed': 'sign-in',
  'edit-window-over': 'too-late',
  'undo-window-over': 'too-late',
  'own-comment': 'own',
  'invalid-request': 'invalid',
  'too-large': 'invalid',
  'comment-not-found': 'gone',
};
const NAMED: readonly FailureKind[] = [
  'offline',
  'unavailable',
  'rate-limited',
  'insufficient-balance',
  'page-closed',
  'comment-refused',
  'sign-in',
  'not-allowed',
  'reader-banned',
  'points-spent',
  'name-reserved',
  'insecure',
];

const kindOf = ({ kind }: Failure): FailureKind => KINDS[kind] ?? NAMED.find((name) => name === kind) ?? 'other';

/** Failures after which the outcome is unknown: only the response may have been lost. */
const UNCERTAIN: readonly FailureKind[] = ['offline', 'unavailable', 'not-allowed', 'other'];
/** Failures after which the same request may succeed. */
const WORTH_ANOTHER_TRY: readonly FailureKind[] = ['offline', 'unavailable', 'rate-limited', 'other'];

export const isUncertain = (failure: Failure): boolean => UNCERTAIN.includes(kindOf(failure));
export const mayRetry = (failure: Failure): boolean =>
  failure.kind === 'unauthorized' || WORTH_ANOTHER_TRY.includes(kindOf(failure));

/** The message for the reader. */
export function explain(words: Words, failure: Failure): string {
  const { waitUntil } = failure;
  const seconds = Math.ceil((waitUntil - Date.now()) / 1_000);
  const why = words.say(`failed.${kindOf(failure)}`);
  return seconds > 0 ? `${why} ${words.say('waitFor', { count: seconds })}` : why;
}
