import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

const LOOK_EVERY_MS = 5;

/**
 * The longest that a reader or writer waits for a table now: with locks that statements other than those of migrations take. Waits for rows are not
 * among them.
 */
const LONGEST = `
  select coalesce(max(extract(epoch from clock_timestamp() - waitstart)) * 1000, 0)::float8 as ms
    from pg_locks
   where not granted and locktype = 'relation' and mode in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
     and database = (select oid from pg_database where datname = current_database())`;

/** Looks every few milliseconds how long others wait for tables, by the clock of PostgreSQL. */
export class LockWaits {
  private running: Promise<void> | undefined;
  private stopped = false;
  private longestMs = 0;

  private constructor(private readonly client: Client) {}

  static async watch(connectionString: string): Promise<LockWaits> {
    const client = new Client({ connectionString });
    await client.connect();
    const waits = new LockWaits(client);
    waits.running = waits.look();
    return waits;
  }

  /** The longest since it was asked before. Milliseconds. */
  take(): number {
    const { longestMs } = this;
    this.longestMs = 0;
    return longestMs;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await this.client.end();
  }

  private async look(): Promise<void> {
    while (!this.stopped) {
      const { rows } = await this.client.query<{ ms: number }>(LONGEST);
      this.longestMs = Math.max(this.longestMs, rows[0]?.ms ?? 0);
      await pause(LOOK_EVERY_MS);
    }
  }
}
