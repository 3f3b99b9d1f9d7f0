import { LRUCache } from 'lru-cache';

const INTERVAL_MS = 60_000;

/** Different messages remembered. The least recently seen one is forgotten first. */
const MAX_MESSAGES = 1_000;

/** What comes after this is not compared. Characters. */
const MAX_LENGTH = 500;

interface Window {
  startedAt: number;
  suppressed: number;
}

/**
 * Logs a message that keeps coming once a minute, and says how many were left out. Messages that differ in numbers or ids only
 * count as the same, since what fails often tends to name a different row each time.
 */
export class LogLimiter {
  private readonly windows = new LRUCache<string, Window>({ max: MAX_MESSAGES });

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Calls `log` if the same message was not logged within the last minute.
   * @param message what makes messages the same, such as a queue, a job and a reason
   * @param log gets `{ suppressed }`, how often the message came since it was last logged, or `{}`
   */
  run(message: string, log: (fields: { suppressed?: number }) => void): void {
    const key = withoutIds(message);
    const window = this.windows.get(key);
    if (window && this.now() - window.startedAt < INTERVAL_MS) {
      window.suppressed += 1;
      return;
    }
    this.windows.set(key, { startedAt: this.now(), suppressed: 0 });
    log(window && window.suppressed > 0 ? { suppressed: window.suppressed } : {});
  }
}

const withoutIds = (message: string): string =>
  message.slice(0, MAX_LENGTH).replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, '#');

/** One line, whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node gives an AggregateError without a message when a host name has several addresses and none answers.
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return error.message || inner?.message || error.name;
}
