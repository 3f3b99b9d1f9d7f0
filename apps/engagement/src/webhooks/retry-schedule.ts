import type { IncomingHttpHeaders } from 'node:http';
import type { Outcome, TakenDelivery } from './delivery';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The pauses of Standard Webhooks' example: ten attempts over 75 hours and a half. Seconds. */
export const RETRY_SECONDS = [
  ...[5, 5 * MINUTE, 30 * MINUTE],
  ...[2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
] as const;

/** A pause is up to this much shorter or longer, so that what failed together is not sent again together. */
const JITTER = 0.1;

/** An endpoint cannot ask to wait for longer. */
const LONGEST_WAIT_SECONDS = 24 * HOUR;

/** Seconds that `Retry-After` names, as a number or a date; null where it names none. */
export function retryAfterSeconds(headers: IncomingHttpHeaders, now: Date): number | null {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return null;
  // Discord sends fractions.
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now.getTime()) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_WAIT_SECONDS) : null;
}

/** Attempts in a row that fail before an endpoint is paused for having failed for `LIMITS.webhookFailingDays`. */
export const FAILURES_TO_PAUSE = RETRY_SECONDS.length + 1;

/**
 * What comes after an attempt.
 * @param error null where it has arrived
 * @param random 0 to 1
 */
export function outcomeOf(
  { failures, byHand, resumeAt }: Pick<TakenDelivery, 'failures' | 'byHand' | 'resumeAt'>,
  result: { error: string | null; isGone: boolean; retryAfterSeconds: number | null },
  { random, retrySeconds = RETRY_SECONDS }: { random: number; retrySeconds?: readonly number[] },
): Outcome {
  if (result.error === null) return { status: 'delivered', failures, inSeconds: null, resumeAt: null };
  if (byHand) return { status: resumeAt ? 'pending' : 'failed', failures, inSeconds: null, resumeAt };
  const pause = retrySeconds[failures];
  if (pause === undefined || result.isGone)
    return { status: 'failed', failures: failures + 1, inSeconds: null, resumeAt: null };
  const jittered = pause * (1 - JITTER + 2 * JITTER * random);
  return {
    status: 'pending',
    failures: failures + 1,
    inSeconds: Math.max(jittered, result.retryAfterSeconds ?? 0),
    resumeAt: null,
  };
}
