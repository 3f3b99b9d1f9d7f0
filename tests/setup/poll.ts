import { setTimeout as pause } from 'node:timers/promises';

/** Asking often costs the time of what is waited for; asking seldom costs our own. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
const GROWTH = 1.25;

/** Asks until the answer is the expected one. @throws the last answer, when the time is over */
export async function poll<T>(
  ask: () => Promise<T> | T,
  isThere: (answer: T) => boolean,
  { withinMs = 45_000 }: { withinMs?: number } = {},
): Promise<T> {
  const until = performance.now() + withinMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS)) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (performance.now() > until) throw new Error(`Still not there after ${withinMs} ms: ${JSON.stringify(answer)}`);
    await pause(pauseMs);
  }
}
