import { Logger } from '@nestjs/common';
import { settledWithin } from '../lifecycle/settled-within';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import type { RestTurns } from './rest-turns';

export interface RelayLoopOptions {
  /** The context of its log lines. */
  name: string;
  /** Moves what is waiting and returns how many rows it moved; 0 when there was nothing. */
  tick: () => Promise<number>;
  /** Pause between two ticks while there is work: it is what coalesces a hot page's changes. Milliseconds. */
  busyMs?: number;
  /** Longest pause after a tick that moved something; 0 where ticks wait for servers of others, and not for our own. Milliseconds. */
  mostPauseMs?: number;
  /** Longest pause while there is nothing to do: how late a change by another process is seen. Milliseconds. */
  idleMs?: number;
  /** The same when there has been nothing to do for a minute: an installation at rest asks its database less often. Milliseconds. */
  restMs?: number;
  /** Shared with the other loops of the process: at rest their ticks come one after another. */
  turns?: RestTurns;
  /** Makes a tick fail that waits for a server which does not answer. Called when the loop is stopped and the tick takes long. */
  interrupt?: () => Promise<void>;
}

/** Back off after slow ticks: pause this many times as long as the tick took, so that a relay takes little from the writes. */
const PAUSE_FACTOR = 12;

/** Longest pause after a slow tick, unless a loop says otherwise. Milliseconds. */
const MAX_PAUSE_MS = 250;

/** How long there is nothing to do before the pauses grow. Milliseconds. */
const REST_AFTER_MS = 60_000;

/** Longest pause at rest, unless a loop says otherwise or pauses for longer anyway. Milliseconds. */
const REST_MS = 2_000;

/** How long a tick at rest waits for those of other loops. Milliseconds. */
const TURN_MS = 500;

/** Longest pause after failures in a row. Milliseconds. */
const FAILURE_MAX_MS = 2_000;

/** How long a tick may take after the loop was stopped before it is interrupted. Milliseconds. */
const INTERRUPT_AFTER_MS = 1_000;

/**
 * Runs one tick after another, never two at once. `wake` ends an idle pause, so that a change of this process is moved
 * after `busyMs` at the latest. A tick that fails is logged with its stack, once a minute for the same reason, and tried
 * again, more slowly each time.
 */
export class RelayLoop {
  private readonly logger: Logger;
  private readonly limiter = new LogLimiter();
  private readonly busyMs: number;
  private readonly mostPauseMs: number;
  private readonly idleMs: number;
  private readonly restMs: number;
  private stopped = false;
  private wanted = false;
  private endPause: (() => void) | null = null;
  private running: Promise<void> | null = null;

  constructor(private readonly options: RelayLoopOptions) {
    this.logger = new Logger(options.name);
    this.busyMs = options.busyMs ?? 25;
    this.mostPauseMs = options.mostPauseMs ?? MAX_PAUSE_MS;
    this.idleMs = options.idleMs ?? 500;
    this.restMs = options.restMs ?? Math.max(this.idleMs, REST_MS);
  }

  get name(): string {
    return this.options.name;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Says that there is something to move. Cheap enough for every write. */
  wake(): void {
    this.wanted = true;
    this.endPause?.();
  }

  /** Resolves when the tick that is under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.endPause?.();
    if (!this.running) return;
    const { interrupt } = this.options;
    if (interrupt && !(await settledWithin(INTERRUPT_AFTER_MS, this.running))) await interrupt();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    let lastBusy = performance.now();
    let hasRested = false;
    while (!this.stopped) {
      let moved = 0;
      const endTurn = hasRested ? await this.turn() : undefined;
      if (this.stopped) return endTurn?.();
      this.wanted = false;
      const started = performance.now();
      try {
        moved = await this.options.tick();
        if (failures > 0) this.logger.log(`Works again after ${failures} failed tries`);
        failures = 0;
      } catch (error) {
        failures += 1;
        this.logFailure(error, failures);
      }
      endTurn?.();
      if (moved > 0 || this.wanted || failures > 0) lastBusy = performance.now();
      hasRested = false;
      const pause = Math.min(Math.max(this.busyMs, (performance.now() - started) * PAUSE_FACTOR), this.mostPauseMs);
      if (failures > 0) await this.pause(Math.min(100 * 2 ** Math.min(failures, 10), FAILURE_MAX_MS), false);
      else if (moved > 0 || this.wanted) await this.pause(pause, false);
      else {
        const isAtRest = performance.now() - lastBusy > REST_AFTER_MS;
        await this.pause(isAtRest ? this.untilBeat() : this.idleMs, true);
        hasRested = isAtRest && !this.wanted;
        if (this.wanted) await this.pause(pause, false);
      }
    }
  }

  /** Waits until the other loops at rest have ticked, unless that takes long or this one is woken. @returns ends our turn */
  private async turn(): Promise<(() => void) | undefined> {
    const { turns } = this.options;
    if (!turns) return undefined;
    const endTurn = await turns.take(this.pause(TURN_MS, true));
    this.endPause?.();
    return endTurn;
  }

  /** At rest all loops of a process that pause for as long are woken at the same times: it sleeps in between. Milliseconds. */
  private untilBeat(): number {
    return this.restMs - (performance.now() % this.restMs);
  }

  private logFailure(error: unknown, failures: number): void {
    const reason = reasonOf(error);
    this.limiter.run(reason, (fields) =>
      this.logger.error({ ...fields, failures, err: error }, `Failed, trying again: ${reason}`),
    );
  }

  /** @param wakeable whether `wake` ends it; `stop` always does */
  private pause(ms: number, wakeable: boolean): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.endPause = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.endPause = () => {
        if (wakeable || this.stopped) end();
      };
    });
  }
}
