import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isSelectRefusal } from './open-redis';
import type { JobWorker } from './queue-backend';

/** What we use of a BullMQ worker that does not run by itself. */
export interface StartableWorker extends JobWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
}

export interface StartingWorkerOptions {
  /** A new worker that does not run yet. */
  make: () => StartableWorker;
  /** Rejects while the queue's server cannot be used. */
  usable: () => Promise<void>;
  /** A worker on PostgreSQL that is closed while it connects leaves its connection open (BullMQ 6.7). */
  closeWhenConnected?: boolean;
}

/** Pause before the next worker: the first, and the longest. Milliseconds. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 4_000;

/** A worker that ran for this long starts its pauses anew. Milliseconds. */
const STEADY_MS = 30_000;

/** So many errors within a second, and a worker is replaced. One that waits for its server has two a second. */
const MAX_ERRORS = 20;
const ERROR_WINDOW_MS = 1_000;

/**
 * A worker that survives whatever its server says. BullMQ (6.7) waits after a failed connection, but not after a reply that refuses a
 * command, nor after a first connection that was refused: its worker asks again without a pause, which takes a whole processor or
 * stops the process. So a worker is made when the server can be used, runs once it is connected, and one that cannot work is replaced
 * after a pause.
 */
export class StartingWorker extends EventEmitter implements JobWorker {
  private current: StartableWorker | null = null;
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;

  constructor(private readonly options: StartingWorkerOptions) {
    super();
    this.running = this.keepRunning();
  }

  async close(force?: boolean): Promise<void> {
    this.closing.abort();
    const worker = this.current;
    if (worker && this.options.closeWhenConnected && !force) await worker.waitUntilReady().catch(() => undefined);
    await worker?.close(force);
    if (!force) await this.running;
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.closing;
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        await this.runOne();
      } catch (error) {
        if (signal.aborted) return;
        this.report(error instanceof Error ? error : new Error(String(error)));
        if (performance.now() - startedAt > STEADY_MS) failures = 0;
        const ms = Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS);
        failures += 1;
        await pause(ms, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Resolves when the worker was closed by us. @throws why it must be replaced */
  private async runOne(): Promise<void> {
    await this.options.usable();
    if (this.closing.signal.aborted) return;
    const worker = this.options.make();
    this.current = worker;
    let fatal: Error | undefined;
    const errorTimes: number[] = [];
    worker.on('error', (error) => {
      if (fatal) return;
      errorTimes.push(performance.now());
      const isSpinning = errorTimes.length > MAX_ERRORS && isRecent(errorTimes.shift());
      // After a refused number of a database it would go on in another one.
      if (!isSpinning && !isSelectRefusal(error)) return this.report(error);
      fatal = error;
      // Says synchronously that it is closing: a worker without a pause lets nothing else run.
      worker.close(true).catch(() => undefined);
    });
    worker.on('failed', (job, error) => this.emit('failed', job, error));
    try {
      await worker.waitUntilReady();
      if (!this.closing.signal.aborted) await worker.run();
    } catch (error) {
      await worker.close(true).catch(() => undefined);
      throw error;
    }
    if (fatal) throw fatal;
  }

  private report(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}

const isRecent = (time: number | undefined): boolean =>
  time !== undefined && performance.now() - time < ERROR_WINDOW_MS;
