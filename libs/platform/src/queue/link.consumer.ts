import { Inject, Injectable } from '@nestjs/common';
import { type JobName, type JobPayload, QUEUES, type QueueName } from '@afterword/contracts';
import { type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { counter } from '../telemetry/metrics';
import { InvalidPayloadError } from './link.errors';
import { OpenQueues } from './open-queues';
import { type LinkWorker, QueueBackend } from './queue-backend';

/** One handler for each job of a queue: a missing one does not compile, and an unknown job fails. */
export type LinkHandlers<Q extends QueueName> = { [N in JobName<Q>]: (data: JobPayload<Q, N>) => Promise<void> };

const consumed = () =>
  counter('afterword_link_jobs_total', 'Jobs of the link that were handled', ['queue', 'job', 'outcome']);

/** Takes the jobs of a queue. A handler that throws is tried again by the queue's policy. */
@Injectable()
export class LinkConsumer {
  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(OpenQueues) private readonly opened: OpenQueues,
  ) {}

  /** Starts at once and does not wait for the queue to be reachable. */
  consume<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>): LinkWorker {
    const worker = this.backend.createWorker(queue, async (job: Job) => {
      try {
        await handle(queue, handlers, job);
        consumed().inc({ queue, job: job.name, outcome: 'done' });
      } catch (error) {
        consumed().inc({ queue, job: job.name, outcome: 'failed' });
        throw error;
      }
    });
    return this.opened.track(worker);
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
