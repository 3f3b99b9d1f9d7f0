import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { HealthProblem } from '../health/health-problem';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import { settledWithin } from '../lifecycle/settled-within';
import { QueueBackend } from './queue-backend';

/** How long whoever uses the queue's server gets to end what it is doing, and then to let go of it. Milliseconds. */
const CLOSE_MS = 3_000;
const FORCE_MS = 1_000;

/** A server that has not answered by then will not take the results of jobs either. Milliseconds. */
const ANSWER_MS = 1_000;

interface Opened {
  /** @param force ends at once; jobs at hand are run again by another worker */
  close(force?: boolean): Promise<void>;
  disconnect?(): Promise<void>;
}

/** Closes every queue and worker that the process opened, after the loops that use them have stopped. */
@Injectable()
export class OpenQueues implements OnApplicationShutdown {
  constructor(@Inject(QueueBackend) private readonly backend: QueueBackend) {}

  private readonly open: Opened[] = [];
  private readonly logger = new Logger('Queue');
  private readonly limiter = new LogLimiter();

  track<T extends Opened & { on(event: 'error', listener: (error: Error) => void): unknown }>(opened: T): T {
    // Without a listener an `error` event would end the process; BullMQ reconnects by itself.
    opened.on('error', (error) => {
      const reason = reasonOf(error);
      const fields = { reason, ...(error.cause instanceof Error && { cause: error.cause.message }) };
      this.limiter.run(reason, (suppressed) =>
        this.logger.warn({ ...fields, ...suppressed }, `The queue cannot be used: ${reason}`),
      );
    });
    this.open.push(opened);
    return opened;
  }

  /** Closes one that can no longer be used. */
  async discard(opened: Opened): Promise<void> {
    const index = this.open.indexOf(opened);
    if (index >= 0) this.open.splice(index, 1);
    await settledWithin(CLOSE_MS, opened.close());
  }

  /** Nothing is lost where the server is away: what was to be sent is in the database, and jobs at hand are run again. */
  async onApplicationShutdown(): Promise<void> {
    const open = this.open.splice(0);
    if (open.length > 0 && (await this.serverAnswers())) {
      const late = await closeAll(open, CLOSE_MS, (opened) => opened.close());
      await closeAll(late, FORCE_MS, force);
    } else await closeAll(open, FORCE_MS, force);
    await settledWithin(FORCE_MS, this.backend.close());
  }

  /** Ends the connections of queues without a word to the server: commands that wait for it fail. Workers keep theirs. */
  async disconnect(): Promise<void> {
    const connections = [this.backend.close(), ...this.open.map(async (opened) => opened.disconnect?.())];
    await settledWithin(FORCE_MS, Promise.all(connections));
  }

  /** Whether the queue's server says anything, be it a refusal. */
  async serverAnswers(): Promise<boolean> {
    let answered = false;
    const asked = this.backend.check().then(
      () => (answered = true),
      (error: unknown) => (answered = error instanceof HealthProblem),
    );
    await settledWithin(ANSWER_MS, asked);
    return answered;
  }
}

/** A queue that cannot tell its server that it leaves would go on connecting (BullMQ 6.7). */
async function force(opened: Opened): Promise<void> {
  await Promise.all([opened.disconnect?.(), opened.close(true)]);
}

/** @returns those that did not close in time */
async function closeAll(
  open: readonly Opened[],
  timeoutMs: number,
  close: (opened: Opened) => Promise<void>,
): Promise<Opened[]> {
  const inTime = await Promise.all(open.map((opened) => settledWithin(timeoutMs, close(opened))));
  return open.filter((_, index) => !inTime[index]);
}
