import { isUnavailable } from '../database/unavailable';
import { type SpanContext, tracing } from '../telemetry/tracing';

export interface GroupCommitOptions<Command, Result> {
  name: string;
  /**
   * Stores a batch in one statement or transaction and gives one result for each command, in order. When it returns, the
   * batch is committed; when it throws, nothing of it is stored, unless the database was lost meanwhile (`isUnavailable`).
   */
  flush: (commands: readonly Command[]) => Promise<readonly (Result | CommandError)[]>;
  /** Commands in one flush. */
  maxBatch?: number;
  /** Commands that may wait; one more is refused with `GroupCommitFullError`. */
  maxWaiting?: number;
  /** Called after each flush that committed, for metrics. `waitedMs` is the oldest command's time in the queue. */
  onFlush?: (flush: { size: number; waitedMs: number; tookMs: number }) => void;
}

/** A command's own failure inside a batch that was committed for the others. */
export class CommandError {
  constructor(readonly cause: Error) {}
}

export class GroupCommitFullError extends Error {
  override readonly name = 'GroupCommitFullError';
}

export class GroupCommitClosedError extends Error {
  override readonly name = 'GroupCommitClosedError';
}

/** From this many commands on, a flush is part of a storm. */
const STORM = 8;

/**
 * How long commands may gather after a flush of a storm, in times of what that flush took, and at most. What a flush costs hardly depends on
 * how many are in it (decision record 0123).
 */
const GATHERING = { times: 1, mostMs: 25 };

interface Waiting<Command, Result> {
  command: Command;
  since: number;
  /** What asked for it, where that is traced. */
  span: SpanContext | undefined;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers the commands that arrive while the previous flush is committing into the next one, so that a hot row costs one
 * update and one commit per flush instead of one per command.
 *
 * At most one flush is in flight; a lone command is flushed at once, so an idle system adds no delay. In a storm, those who were just
 * answered may come again before the next flush begins: it waits until as many wait as were there before, and no longer than the last one
 * took. `run` resolves after the commit. A batch that fails is tried again one command at a time, so that one bad command fails alone; the callers of
 * the others never know. Where the database was lost the whole batch fails: it may have been stored, and what has no idempotency
 * key would be stored twice.
 */
export class GroupCommit<Command, Result> {
  private waiting: Waiting<Command, Result>[] = [];
  private flushing: Promise<void> | null = null;
  /** While commands gather: how many are enough, and what ends it. */
  private gathering: { enough: number; end: () => void } | null = null;
  private closed = false;
  private readonly maxBatch: number;
  private readonly maxWaiting: number;

  constructor(private readonly options: GroupCommitOptions<Command, Result>) {
    this.maxBatch = options.maxBatch ?? 500;
    this.maxWaiting = options.maxWaiting ?? 10_000;
  }

  /** @throws GroupCommitFullError, GroupCommitClosedError: the command was not taken */
  run(command: Command): Promise<Result> {
    if (this.closed) return Promise.reject(new GroupCommitClosedError(`${this.options.name} is closed`));
    if (this.waiting.length >= this.maxWaiting) {
      return Promise.reject(
        new GroupCommitFullError(`${this.options.name} has ${this.waiting.length} commands waiting`),
      );
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ command, since: performance.now(), span: tracing()?.active(), resolve, reject });
      this.flushing ??= this.drain();
      if (this.gathering && this.waiting.length >= this.gathering.enough) this.gathering.end();
    });
  }

  /** Takes no more commands and resolves when those taken are answered. */
  async close(): Promise<void> {
    this.closed = true;
    this.gathering?.end();
    await this.flushing;
  }

  private async drain(): Promise<void> {
    // One turn of the event loop: requests that arrived in the same read of the sockets share the first flush.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.maxBatch);
      const started = performance.now();
      await this.flush(batch);
      await this.gather(batch.length, performance.now() - started);
    }
    this.flushing = null;
  }

  /** Waits for more commands, after a flush of so many that took so long. */
  private async gather(size: number, tookMs: number): Promise<void> {
    const enough = Math.min(size + this.waiting.length, this.maxBatch);
    if (this.closed || size < STORM || this.waiting.length >= enough) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => end(), Math.min(tookMs * GATHERING.times, GATHERING.mostMs));
      const end = () => {
        clearTimeout(timer);
        this.gathering = null;
        resolve();
      };
      this.gathering = { enough, end };
    });
  }

  /** Commands of several traces are stored together: the flush belongs to the first one's, and is linked with the others. */
  private traced<Output>(batch: readonly Waiting<Command, Result>[], flush: () => Promise<Output>): Promise<Output> {
    const tracer = tracing();
    if (!tracer) return flush();
    const [parent, ...links] = batch.flatMap(({ span }) => (span ? [span] : []));
    if (!parent) return flush();
    const attributes = { 'afterword.commands': batch.length };
    return tracer.within(`commit ${this.options.name}`, { parent, links, attributes }, flush);
  }

  private async flush(batch: readonly Waiting<Command, Result>[], isAgain = false): Promise<void> {
    const started = performance.now();
    try {
      const results = await this.traced(batch, () => this.options.flush(batch.map(({ command }) => command)));
      if (results.length !== batch.length) {
        throw new TypeError(`${this.options.name} gave ${results.length} results for ${batch.length} commands`);
      }
      batch.forEach((waiting, index) => settle(waiting, results[index] as Result | CommandError));
      const since = batch[0]?.since ?? started;
      this.options.onFlush?.({ size: batch.length, waitedMs: started - since, tookMs: performance.now() - started });
    } catch (error) {
      if (batch.length > 1 && !isUnavailable(error)) for (const waiting of batch) await this.flush([waiting]);
      // Another process has stored the same row meanwhile, such as an account: it is found the next time.
      else if (!isAgain && isDuplicate(error)) await this.flush(batch, true);
      else for (const { reject } of batch) reject(error);
    }
  }
}

const UNIQUE_VIOLATION = '23505';

function isDuplicate(error: unknown): boolean {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return (driverError?.code ?? code) === UNIQUE_VIOLATION;
}

function settle<Command, Result>(waiting: Waiting<Command, Result>, result: Result | CommandError): void {
  if (result instanceof CommandError) waiting.reject(result.cause);
  else waiting.resolve(result);
}
