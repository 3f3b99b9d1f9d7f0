import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { isUnavailable } from '../database/unavailable';
import { LogLimiter } from '../logging/log-limiter';
import { counter } from '../telemetry/metrics';
import { readTraceparent, tracing } from '../telemetry/tracing';
import { OpenQueues } from './open-queues';
import { QueueBackend } from './queue-backend';
import type { QueuePolicy } from './queue-policies';

const handled = () => counter('afterword_link_jobs_total', 'Jobs that were handled', ['queue', 'job', 'outcome']);

/** How often a job looks whether its database is back. Milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** A job goes on with the trace of what it was added for. */
function traced(queue: string, job: Job, handle: () => Promise<void>): Promise<void> {
  const tracer = tracing();
  const parent = tracer && readTraceparent(job.opts.telemetry?.metadata);
  if (!tracer || !parent || !tracer.wants(parent)) return handle();
  const attributes = { 'messaging.system': 'bullmq', 'messaging.destination.name': queue };
  return tracer.within(`process ${job.name}`, { kind: 'consumer', parent, attributes }, handle);
}

export interface RunningConsumer {
  /** Resolves when the jobs at hand have ended; at once with `force`, or when the queue's server does not answer. */
  close(force?: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Takes the jobs of a queue. A handler that throws is tried again by the queue's policy, and each failure is logged. While the
 * database is away, jobs wait: those at hand where they are, the others in the queue. Their tries are for what is wrong with a
 * job, and an outage may last.
 */
@Injectable()
export class QueueConsumer {
  private readonly logger = new Logger('Queue');
  private readonly limiter = new LogLimiter();

  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(OpenQueues) private readonly opened: OpenQueues,
  ) {}

  /** Starts at once and does not wait for the queue to be reachable. */
  consume(queue: string, policy: QueuePolicy, handle: (job: Job) => Promise<void>): RunningConsumer {
    const closing = new AbortController();
    // Each job at hand may listen.
    setMaxListeners(policy.concurrency, closing.signal);
    const worker = this.backend.createWorker(queue, policy, async (job: Job) => {
      try {
        await onceReachable(() => traced(queue, job, () => handle(job)), closing.signal);
        handled().inc({ queue, job: job.name, outcome: 'done' });
      } catch (error) {
        handled().inc({ queue, job: job.name, outcome: 'failed' });
        throw error;
      }
    });
    worker.on('failed', (job, error) => this.logFailure(queue, job, error));
    return this.opened.track<RunningConsumer>({
      close: async (force) => {
        closing.abort();
        // A server that does not answer takes no results, and a worker would wait for it; its jobs are run again.
        await worker.close(force === true || !(await this.opened.serverAnswers()));
      },
      on: (event, listener) => worker.on(event, listener),
    });
  }

  private logFailure(queue: string, job: Job | undefined, error: Error): void {
    const name = job?.name ?? 'unknown';
    this.limiter.run(`${queue} ${name} ${error.message}`, ({ suppressed }) => {
      this.logger.error(
        {
          queue,
          job: name,
          jobId: job?.id,
          attempt: job?.attemptsMade,
          attempts: job?.opts.attempts,
          reason: error.message,
          suppressed,
          err: error,
        },
        `Job ${name} of queue ${queue} failed: ${error.message}`,
      );
    });
  }
}

/** @throws what `work` throws, but for an outage only when `closing` is aborted */
async function onceReachable(work: () => Promise<void>, closing: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || closing.aborted) throw error;
      await setTimeout(LOOK_AGAIN_MS, undefined, { signal: closing }).catch(() => undefined);
    }
  }
}
