import { Inject, Injectable } from '@nestjs/common';
import { type JobMessage, type JobName, QUEUES, type QueueName } from '@afterword/contracts';
import type { z } from 'zod';
import { InvalidPayloadError } from './link.errors';
import { OpenQueues } from './open-queues';
import { type LinkQueue, QueueBackend } from './queue-backend';
import { QUEUE_POLICIES } from './queue-policies';

export interface LinkJob<Q extends QueueName, N extends JobName<Q>> {
  name: N;
  data: JobMessage<Q, N>;
  /** From `jobId`: adding a waiting job again changes nothing. */
  jobId: string;
}

/**
 * So few jobs are added one by one. For a bulk BullMQ (6.7) makes two temporary tables in PostgreSQL, which cost ten times what a
 * job does, and a relay's tick has one job for each page that is hot.
 */
const FEW = 4;

/** Adds jobs to a queue of the link, validated by the schema that the consumer uses. */
@Injectable()
export class LinkProducer {
  private readonly queues = new Map<QueueName, LinkQueue>();

  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(OpenQueues) private readonly opened: OpenQueues,
  ) {}

  /** Resolves when the queue has stored all of them. @throws InvalidPayloadError before anything was added */
  async add<Q extends QueueName, N extends JobName<Q>>(queue: Q, jobs: readonly LinkJob<Q, N>[]): Promise<void> {
    if (jobs.length === 0) return;
    const schemas = QUEUES[queue] as Record<string, z.ZodType>;
    const checked = jobs.map(({ name, data, jobId }) => {
      const parsed = schemas[name]?.safeParse(data);
      if (!parsed?.success)
        throw parsed ? new InvalidPayloadError(queue, name, parsed.error) : new Error(`No job ${name}`);
      return {
        name,
        data: parsed.data,
        opts: {
          jobId,
          attempts: QUEUE_POLICIES[queue].attempts,
          backoff: { type: 'custom' },
          removeOnComplete: true,
          removeOnFail: false,
        },
      };
    });
    const opened = this.queue(queue);
    try {
      if (checked.length > FEW) await opened.addBulk(checked);
      else await Promise.all(checked.map(({ name, data, opts }) => opened.add(name, data, opts)));
    } catch (error) {
      // A queue whose first connection to PostgreSQL failed stays broken (BullMQ 6.7); the next try takes a new one.
      if (this.backend.kind === 'postgres') {
        this.queues.delete(queue);
        await this.opened.discard(opened);
      }
      throw error;
    }
  }

  queue(name: QueueName): LinkQueue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.opened.track(this.backend.createQueue(name));
      this.queues.set(name, queue);
    }
    return queue;
  }
}
