import { Inject, Injectable } from '@nestjs/common';
import { type JobName, type JobPayload, QUEUES, type QueueName } from '@afterword/contracts';
import { type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { InvalidPayloadError } from './link.errors';
import { OpenQueues } from './open-queues';
import { QueueBackend } from './queue-backend';
import { QUEUE_POLICIES } from './queue-policies';
import { QueueConsumer, type RunningConsumer } from './queue.consumer';

/** One handler for each job of a queue: a missing one does not compile, and an unknown job fails. */
export type LinkHandlers<Q extends QueueName> = { [N in JobName<Q>]: (data: JobPayload<Q, N>) => Promise<void> };

/** Takes the jobs of a queue of the link, validated by the schema that the producer uses. */
@Injectable()
export class LinkConsumer {
  private readonly consumer: QueueConsumer;

  constructor(@Inject(QueueBackend) backend: QueueBackend, @Inject(OpenQueues) opened: OpenQueues) {
    this.consumer = new QueueConsumer(backend, opened);
  }

  /** Starts at once and does not wait for the queue to be reachable. */
  consume<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>): RunningConsumer {
    return this.consumer.consume(queue, QUEUE_POLICIES[queue], (job) => handle(queue, handlers, job));
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
