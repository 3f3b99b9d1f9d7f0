import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;

/** Asks until the answer is what is waited for; what it was last is in the failure. */
export async function poll<T>(
  ask: () => Promise<T> | T,
  isThere: (answer: T) => boolean,
  { withinMs = 45_000 }: { withinMs?: number } = {},
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (performance.now() > until) throw new Error(`Still not there after ${withinMs} ms: ${JSON.stringify(answer)}`);
    await pause(EVERY_MS);
  }
}
