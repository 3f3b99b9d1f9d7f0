import { Injectable } from '@nestjs/common';
import { RelayLoops } from '../relay-loop/relay-loops';
import { counter } from '../telemetry/metrics';

/** How long expired rows may remain, unless their task runs less often. Milliseconds. */
const INTERVAL_MS = 60_000;

export interface CleanupTask {
  /** What is removed: the label of the metric. */
  name: string;
  /** Removes some of the expired rows, and returns how many; 0 when none are left. */
  run: () => Promise<number>;
  /** How long to pause once none are left, for tasks whose statement reads more than it removes. Milliseconds. */
  intervalMs?: number;
}

interface ScheduledTask extends CleanupTask {
  /** Milliseconds of `performance.now`. */
  dueAt: number;
}

/**
 * Removes expired rows. Each feature adds the tasks for its own tables; they run one after another, a batch at a time, in every
 * worker process. Two processes may run the same task at once: each row is removed, and counted, by one of them.
 */
@Injectable()
export class Cleanup {
  private readonly tasks: ScheduledTask[] = [];
  private readonly removed = counter('afterword_housekeeping_rows_total', 'Expired rows removed', ['what']);

  constructor(loops: RelayLoops) {
    loops.create({ name: 'Cleanup', tick: () => this.tick(), idleMs: INTERVAL_MS });
  }

  add(task: CleanupTask): void {
    this.tasks.push({ ...task, dueAt: 0 });
  }

  /**
   * One round: a batch of each task that is due. A task that fails does not keep the others from running.
   * @returns how many rows were removed
   */
  async tick(): Promise<number> {
    let rows = 0;
    const failures: Error[] = [];
    for (const task of this.tasks) {
      if (performance.now() < task.dueAt) continue;
      try {
        const removed = await task.run();
        this.removed.inc({ what: task.name }, removed);
        rows += removed;
        if (removed === 0 && task.intervalMs !== undefined) task.dueAt = performance.now() + task.intervalMs;
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        failures.push(new Error(`Cleanup of ${task.name} failed: ${reason}`, { cause }));
      }
    }
    if (failures.length > 1) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
    if (failures[0]) throw failures[0];
    return rows;
  }
}
