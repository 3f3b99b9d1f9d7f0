import { CONFIG, counter, RelayLoop, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** How long what has expired may lie around. Milliseconds. */
const PAUSE_MS = 60_000;

export interface Chore {
  /** What is removed, as the metric calls it. */
  what: string;
  /** Removes some of what has expired, and says how many rows; 0 when there is nothing left. */
  run: () => Promise<number>;
}

/**
 * Removes what has expired. Each feature says what that is of its own; here it is done, a little at a time, at every replica:
 * a row that another one removes at the same moment is none of ours.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly chores: Chore[] = [];
  private readonly removed = counter('afterword_housekeeping_rows_total', 'Rows removed since they had expired', [
    'what',
  ]);
  private readonly loop = new RelayLoop({ name: 'Housekeeping', tick: () => this.tick(), idleMs: PAUSE_MS });

  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  add(chore: Chore): void {
    this.chores.push(chore);
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.has('worker')) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One round. A chore that fails does not keep the others from being done. @returns how many rows were removed */
  async tick(): Promise<number> {
    let rows = 0;
    const failures: unknown[] = [];
    for (const { what, run } of this.chores) {
      try {
        const removed = await run();
        this.removed.inc({ what }, removed);
        rows += removed;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return rows;
  }
}
