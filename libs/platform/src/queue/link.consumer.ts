import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type JobName, type JobPayload, QUEUES, type QueueName } from '@afterword/contracts';
import { type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { isUnavailable } from '../database/unavailable';
import { counter } from '../telemetry/metrics';
import { InvalidPayloadError } from './link.errors';
import { OpenQueues } from './open-queues';
import { type LinkWorker, QueueBackend } from './queue-backend';
import { QUEUE_POLICIES } from './queue-policies';

/** One handler for each job of a queue: a missing one does not compile, and an unknown job fails. */
export type LinkHandlers<Q extends QueueName> = { [N in JobName<Q>]: (data: JobPayload<Q, N>) => Promise<void> };

const consumed = () =>
  counter('afterword_link_jobs_total', 'Jobs of the link that were handled', ['queue', 'job', 'outcome']);

/** How often a job looks whether its database is back. Milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Takes the jobs of a queue. A handler that throws is tried again by the queue's policy. While the database is away, jobs wait:
 * those at hand where they are, the others in the queue. Their tries are for what is wrong with a job, and an outage may last.
 */
@Injectable()
export class LinkConsumer {
  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(OpenQueues) private readonly opened: OpenQueues,
  ) {}

  /** Starts at once and does not wait for the queue to be reachable. */
  consume<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>): LinkWorker {
    const closing = new AbortController();
    // Each job at hand may listen.
    setMaxListeners(QUEUE_POLICIES[queue].concurrency, closing.signal);
    const worker = this.backend.createWorker(queue, async (job: Job) => {
      try {
        await onceReachable(() => handle(queue, handlers, job), closing.signal);
        consumed().inc({ queue, job: job.name, outcome: 'done' });
      } catch (error) {
        consumed().inc({ queue, job: job.name, outcome: 'failed' });
        throw error;
      }
    });
    const consumer: LinkWorker = {
      close: (force) => {
        closing.abort();
        return worker.close(force);
      },
      on: (event, listener) => worker.on(event, listener),
    };
    return this.opened.track(consumer);
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

async function handle<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>, job: Job): Promise<void> {
  const schema = (QUEUES[queue] as Record<string, z.ZodType>)[job.name];
  const handler = (handlers as Record<string, (data: unknown) => Promise<void>>)[job.name];
  if (!schema || !handler) throw new UnrecoverableError(`${queue} has no job ${job.name}`);
  const parsed = schema.safeParse(job.data);
  if (!parsed.success) throw new UnrecoverableError(new InvalidPayloadError(queue, job.name, parsed.error).message);
  await handler(parsed.data);
}
