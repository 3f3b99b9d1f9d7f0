import { EventEmitter } from 'node:events';
import type { JobWorker } from './queue-backend';

/** What we use of a BullMQ worker that does not run by itself. */
export interface StartableWorker extends JobWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
}

/** After a failed first connection. Milliseconds. */
const RETRY_MS = 500;

/**
 * A worker whose first connection may fail. BullMQ (6.7) keeps a first connection to PostgreSQL that was refused, and its
 * worker asks for it again and again without a pause, which holds up the whole process. So a worker runs only once it is
 * connected, and one that could not connect is replaced. Later outages it survives by itself.
 */
export class PostgresWorker extends EventEmitter implements JobWorker {
  private current: StartableWorker;
  private retry: NodeJS.Timeout | undefined;
  private closing = false;

  /** @param make a new worker that does not run yet */
  constructor(private readonly make: () => StartableWorker) {
    super();
    this.current = this.start();
  }

  async close(force?: boolean): Promise<void> {
    this.closing = true;
    clearTimeout(this.retry);
    // A worker that is closed while it connects leaves its connection open (BullMQ 6.7).
    await this.current.waitUntilReady().catch(() => undefined);
    await this.current.close(force);
  }

  private start(): StartableWorker {
    const worker = this.make();
    worker.on('error', (error) => this.report(error));
    worker.on('failed', (job, error) => this.emit('failed', job, error));
    void this.run(worker);
    return worker;
  }

  private async run(worker: StartableWorker): Promise<void> {
    try {
      await worker.waitUntilReady();
      if (!this.closing) await worker.run();
    } catch (error) {
      if (this.closing) return;
      this.report(error instanceof Error ? error : new Error(String(error)));
      await worker.close(true).catch(() => undefined);
      this.retry = setTimeout(() => {
        if (!this.closing) this.current = this.start();
      }, RETRY_MS);
    }
  }

  private report(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}
