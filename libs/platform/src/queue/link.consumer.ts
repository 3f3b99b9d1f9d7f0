import { Inject, Injectable, Logger } from '@nestjs/common';
import { type JobName, type JobPayload, QUEUES, type QueueName } from '@afterword/contracts';
import { type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { RelayLoop } from '../relay-loop/relay-loop';
import { InvalidPayloadError, UnknownJobError, wasNotRead } from './link.errors';
import { OpenQueues } from './open-queues';
import { QueueBackend } from './queue-backend';
import { QUEUE_POLICIES } from './queue-policies';
import { QueueConsumer, type RunningConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';

/** One handler for each job of a queue: a missing one does not compile, and an unknown job fails. */
export type LinkHandlers<Q extends QueueName> = { [N in JobName<Q>]: (data: JobPayload<Q, N>) => Promise<void> };

/** How often failed jobs are looked at, and how many of them, the newest first. Milliseconds. */
const LOOK_AT_FAILED_MS = 60_000;
const FAILED_AT_ONCE = 100;

/** Takes the jobs of a queue of the link, validated by the schema that the producer uses. */
@Injectable()
export class LinkConsumer {
  private readonly logger = new Logger('Queue');
  private readonly consumer: QueueConsumer;
  private readonly producer: QueueProducer;

  constructor(
    @Inject(QueueBackend) backend: QueueBackend,
    @Inject(OpenQueues) private readonly opened: OpenQueues,
  ) {
    this.consumer = new QueueConsumer(backend, opened);
    this.producer = new QueueProducer(backend, opened);
  }

  /**
   * Starts at once and does not wait for the queue to be reachable. Failed jobs that an earlier version could not read, since their sender was
   * replaced before it, are tried again where this one can.
   */
  consume<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>): RunningConsumer {
    const consumer = this.consumer.consume(queue, QUEUE_POLICIES[queue], (job) => handle(queue, handlers, job));
    const unread = new RelayLoop({
      name: 'Queue',
      tick: () => this.retryUnread(queue, handlers),
      idleMs: LOOK_AT_FAILED_MS,
      interrupt: () => this.producer.interrupt(),
    });
    unread.start();
    this.opened.track({ close: () => unread.stop(), on: () => undefined });
    return {
      close: async (force) => {
        await Promise.all([unread.stop(), consumer.close(force)]);
      },
      on: (event, listener) => consumer.on(event, listener),
    };
  }

  /** @returns how many jobs are tried again */
  private async retryUnread<Q extends QueueName>(name: Q, handlers: LinkHandlers<Q>): Promise<number> {
    const queue = await this.producer.connected(name);
    const failed = await queue.getFailed(0, FAILED_AT_ONCE - 1);
    const readable = failed.filter((job) => wasNotRead(name, job) && !(read(name, handlers, job) instanceof Error));
    for (const job of readable) {
      await job.retry('failed', { resetAttemptsMade: true }).catch(async (error: unknown) => {
        // Another process or the operator has decided meanwhile.
        if ((await job.getState()) === 'failed') throw error;
      });
    }
    if (readable.length > 0)
      this.logger.log(`Tries ${readable.length} failed jobs of ${name} again, which it can read`);
    return readable.length;
  }
}

type Handler = (data: unknown) => Promise<void>;

/** What a job is for. An error: this version cannot know. */
function read<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>, { name, data }: Job) {
  const schema = (QUEUES[queue] as Record<string, z.ZodType>)[name];
  const handler = (handlers as Record<string, Handler>)[name];
  if (!schema || !handler) return new UnknownJobError(queue, name);
  const parsed = schema.safeParse(data);
  return parsed.success ? { handler, data: parsed.data } : new InvalidPayloadError(queue, name, parsed.error);
}

async function handle<Q extends QueueName>(queue: Q, handlers: LinkHandlers<Q>, job: Job): Promise<void> {
  const message = read(queue, handlers, job);
  if (message instanceof Error) throw new UnrecoverableError(message.message);
  await message.handler(message.data);
}
