import type { QueueName } from '@afterword/contracts';

/** How a queue's jobs are run and tried again. */
export interface QueuePolicy {
  /** Tries before a job rests in the failed set, where it stays until an operator replays or removes it. */
  attempts: number;
  /** The n-th retry waits `min(base · 2^(n-1), max)` plus up to a quarter of it, in milliseconds. */
  backoff: { baseMs: number; maxMs: number };
  /** Jobs handled at the same time in one process. */
  concurrency: number;
  /** A killed worker's job is taken again after this long; BullMQ's default is 30 s. Milliseconds. */
  lockMs: number;
}

/**
 * The link's queues. Retries span about an hour and a half, in which a new version can be deployed; a database that is away uses up none
 * of them (`QueueConsumer`). After that a page is announced again by the reconciler, within hours, or by `afterword doctor --fix` at once.
 */
export const QUEUE_POLICIES: Record<QueueName, QueuePolicy> = {
  articles: { attempts: 200, backoff: { baseMs: 200, maxMs: 30_000 }, concurrency: 4, lockMs: 5_000 },
  engagement: { attempts: 200, backoff: { baseMs: 200, maxMs: 30_000 }, concurrency: 16, lockMs: 5_000 },
};

export function retryDelayMs(
  { backoff }: QueuePolicy,
  attemptsMade: number,
  random: () => number = Math.random,
): number {
  const delay = Math.min(backoff.baseMs * 2 ** Math.min(attemptsMade - 1, 30), backoff.maxMs);
  return Math.round(delay * (1 + random() / 4));
}
