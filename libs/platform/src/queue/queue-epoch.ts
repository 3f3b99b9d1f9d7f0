import type { QueueBackend } from './queue-backend';

/** How often the queue is asked for its key. Milliseconds. */
const CHECK_MS = 2_000;

/**
 * Detects that the queue may have lost jobs. Redis loses what it held when it is killed without persistence; one that comes back from a
 * file, or another one that takes over, has what it held some time before. So the sender keeps a key there that names the process of the
 * server: while that is the same, so are the jobs. The queue on PostgreSQL loses nothing that it has stored.
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
    const server = await this.backend.serverProcess();
    if ((await this.backend.read(key)) !== server) {
      await recover();
      await this.backend.write(key, server);
    }
    this.checkedAt = performance.now();
  }
}
