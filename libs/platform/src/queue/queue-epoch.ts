import { randomUUID } from 'node:crypto';
import type { QueueBackend } from './queue-backend';

/** How often the queue is asked for its key. Milliseconds. */
const CHECK_MS = 2_000;

/**
 * Detects that the queue has lost its jobs. Redis may lose what it held: killed without persistence, or failed over. While the
 * sender's key is there, so are the jobs that were added after it; when it is gone, jobs may be gone with it. The queue on
 * PostgreSQL loses nothing that it has stored.
 */
export class QueueEpoch {
  private checkedAt = -Infinity;

  constructor(
    private readonly backend: QueueBackend,
    private readonly queue: string,
  ) {}

  /** Runs `recover` when the queue has lost its jobs. A `recover` that fails runs again the next time. */
  async ifLost(recover: () => Promise<void>): Promise<void> {
    if (performance.now() - this.checkedAt < CHECK_MS) return;
    await this.backend.usable();
    const key = `epoch:${this.queue}`;
    if ((await this.backend.read(key)) === null) {
      await recover();
      await this.backend.write(key, randomUUID());
    }
    this.checkedAt = performance.now();
  }
}
