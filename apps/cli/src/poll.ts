import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  everyMs: number;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Asks again until the probe has an answer; undefined when there was none in time. Throws when aborted. */
export async function poll<T>(probe: () => Promise<T | undefined>, options: PollOptions): Promise<T | undefined> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await probe();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await delay(options.everyMs, undefined, { signal: options.signal });
  }
}
