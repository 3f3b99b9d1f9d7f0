import type { Failure, FailureKind } from '../failure';
import type { ActingMessages } from './messages';

type Kind = Failure['kind'];

/** The service may have done what it was asked, and only its answer is lost. */
const UNCERTAIN: readonly Kind[] = ['offline', 'unavailable', 'not-allowed', 'other'];
/** Trying the same once more may help. */
const WORTH_ANOTHER_TRY: readonly Kind[] = ['offline', 'unavailable', 'rate-limited', 'other', 'unauthorized'];

export const isUncertain = ({ kind }: Failure): boolean => UNCERTAIN.includes(kind);
export const mayRetry = ({ kind }: Failure): boolean => WORTH_ANOTHER_TRY.includes(kind);

/** What to say about it. */
export function explain({ failed, waitFor }: ActingMessages, { kind, waitUntil }: Failure): string {
  const seconds = Math.ceil((waitUntil - Date.now()) / 1_000);
  const known: FailureKind = kind === 'unauthorized' ? 'other' : kind;
  return seconds > 0 ? `${failed[known]} ${waitFor(seconds)}` : failed[known];
}
