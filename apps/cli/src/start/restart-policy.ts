const WINDOW_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 10_000;

/** Give up after this many starts in a row that did not get as far as being ready. */
export const MAX_FAILED_STARTS = 5;

/** How long to wait before a program that ended is started again, and when to give up on it. */
export class RestartPolicy {
  /** When the program ended within the last minute. */
  private ends: number[] = [];
  /** Since the program was ready last. */
  private failedStarts = 0;
  private isReady = false;

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  ready(): void {
    this.isReady = true;
    this.failedStarts = 0;
  }

  /** @returns the pause before the next start, in milliseconds; undefined to give up */
  ended(): number | undefined {
    const now = this.now();
    this.ends = [...this.ends.filter((time) => now - time < WINDOW_MS), now];
    if (!this.isReady) this.failedStarts += 1;
    this.isReady = false;
    if (this.failedStarts >= MAX_FAILED_STARTS) return undefined;
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.ends.length - 1), MAX_PAUSE_MS);
  }
}
