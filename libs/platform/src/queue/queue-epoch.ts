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

  /** Whether the queue has lost its jobs, which `ifLost` then makes good. */
  async isLost(): Promise<boolean> {
    return (await this.successor()) !== null;
  }

  /** Runs `recover` when the queue has lost its jobs. A `recover` that fails runs again the next time. */
  async ifLost(recover: () => Promise<void>): Promise<void> {
    const server = await this.successor();
    if (server === null) return;
    await recover();
    await this.backend.write(this.key, server);
    this.checkedAt = performance.now();
  }

  private get key(): string {
    return `epoch:${this.queue}`;
  }

  /** The process that has taken the place of the one that held the jobs, or null. */
  private async successor(): Promise<string | null> {
    if (performance.now() - this.checkedAt < CHECK_MS) return null;
    await this.backend.usable();
    const server = await this.backend.serverProcess();
    if ((await this.backend.read(this.key)) !== server) return server;
    this.checkedAt = performance.now();
    return null;
  }
}
