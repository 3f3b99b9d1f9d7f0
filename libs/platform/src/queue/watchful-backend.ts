import { type PostgresConnection, type PostgresPoolConfig, PostgresQueueBackend, type QueueBaseOptions } from 'bullmq';

/** How long a worker waits for word of a job where it may have missed one. Seconds. */
const WATCHFUL_WAIT_S = 3;

/** So long after the connection for such words was lost; others that are dead without a word are found out meanwhile. Milliseconds. */
const WATCHFUL_MS = 30_000;

/**
 * A worker's side of the queue on PostgreSQL, which looks by itself soon after an outage. BullMQ's (6.7) waits for up to an hour after it could
 * not listen, and does not mind when its look for jobs that were there before it listened fails, as on a connection that is dead.
 */
export class WatchfulBackend extends PostgresQueueBackend {
  private lostAt = -Infinity;

  constructor(connection: PostgresConnection, name: string, options: QueueBaseOptions<PostgresPoolConfig>) {
    super(connection, name, options);
    connection.on('listenerinvalidated', () => (this.lostAt = performance.now()));
  }

  /** For the wait after one that failed, and for jobs that are due later. */
  override get maximumBlockTimeout(): number {
    return WATCHFUL_WAIT_S;
  }

  override waitForJob(seconds: number): ReturnType<PostgresQueueBackend['waitForJob']> {
    const isWatchful = performance.now() - this.lostAt < WATCHFUL_MS;
    return super.waitForJob(isWatchful ? Math.min(seconds, WATCHFUL_WAIT_S) : seconds);
  }
}
