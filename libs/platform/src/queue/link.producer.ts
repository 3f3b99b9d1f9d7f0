import { Inject, Injectable } from '@nestjs/common';
import { type JobMessage, type JobName, QUEUES, type QueueName } from '@afterword/contracts';
import type { z } from 'zod';
import { InvalidPayloadError } from './link.errors';
import { OpenQueues } from './open-queues';
import { type JobQueue, QueueBackend } from './queue-backend';
import { QUEUE_POLICIES } from './queue-policies';
import { QueueProducer } from './queue.producer';

export interface LinkJob<Q extends QueueName, N extends JobName<Q>> {
  name: N;
  data: JobMessage<Q, N>;
  /** From `jobId`: adding a waiting job again changes nothing. */
  jobId: string;
  /** As of `NewJob`. */
  traceparent?: string;
}

/** Adds jobs to a queue of the link, validated by the schema that the consumer uses. */
@Injectable()
export class LinkProducer {
  private readonly producer: QueueProducer;

  constructor(@Inject(QueueBackend) backend: QueueBackend, @Inject(OpenQueues) opened: OpenQueues) {
    this.producer = new QueueProducer(backend, opened);
  }

  /** Resolves when the queue has stored all of them. @throws InvalidPayloadError before anything was added */
  async add<Q extends QueueName, N extends JobName<Q>>(queue: Q, jobs: readonly LinkJob<Q, N>[]): Promise<void> {
    const schemas = QUEUES[queue] as Record<string, z.ZodType>;
    const checked = jobs.map(({ name, data, jobId, traceparent }) => {
      const parsed = schemas[name]?.safeParse(data);
      if (!parsed?.success)
        throw parsed ? new InvalidPayloadError(queue, name, parsed.error) : new Error(`No job ${name}`);
      return { name, data: parsed.data, jobId, ...(traceparent !== undefined && { traceparent }) };
    });
    await this.producer.add(queue, QUEUE_POLICIES[queue], checked);
  }

  /** As of `QueueProducer`. */
  interrupt(): Promise<void> {
    return this.producer.interrupt();
  }

  queue(name: QueueName): JobQueue {
    return this.producer.queue(name);
  }
}
