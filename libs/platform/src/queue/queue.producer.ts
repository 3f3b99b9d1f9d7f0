import { Inject, Injectable } from '@nestjs/common';
import { OpenQueues } from './open-queues';
import { type JobQueue, QueueBackend } from './queue-backend';
import type { QueuePolicy } from './queue-policies';

export interface NewJob {
  name: string;
  data: unknown;
  /** From `jobId`: adding a waiting job again changes nothing. */
  jobId: string;
  /** The trace that it goes on with, as W3C Trace Context writes it. */
  traceparent?: string;
}

/**
 * Up to this many jobs are added one by one. For a bulk BullMQ (6.7) makes two temporary tables in PostgreSQL, which cost ten times what a
 * job does, and a relay's tick has one job for each page that is hot.
 */
const FEW = 4;

/** A server that accepts a connection and says nothing, such as one that is suspended, is waited for this long. Milliseconds. */
const CONNECT_TIMEOUT_MS = 4_000;

/** Adds jobs to queues. The link's jobs have schemas; see `LinkProducer`. */
@Injectable()
export class QueueProducer {
  private readonly queues = new Map<string, JobQueue>();
  private readonly ready = new WeakSet<JobQueue>();
  /** End the waits for connections that are being made. */
  private readonly connecting = new Set<() => void>();

  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(OpenQueues) private readonly opened: OpenQueues,
  ) {}

  /** Resolves when the queue has stored all of them. */
  async add(name: string, { attempts }: QueuePolicy, jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const added = jobs.map(({ name, data, jobId, traceparent }) => ({
      name,
      data,
      opts: {
        jobId,
        attempts,
        backoff: { type: 'custom' },
        removeOnComplete: true,
        removeOnFail: false,
        ...(traceparent !== undefined && { telemetry: { metadata: traceparent } }),
      },
    }));
    const queue = await this.connected(name);
    try {
      if (added.length > FEW) await queue.addBulk(added);
      else await Promise.all(added.map(({ name, data, opts }) => queue.add(name, data, opts)));
    } catch (error) {
      if (this.backend.kind === 'postgres') await this.discard(name, queue);
      throw error;
    }
  }

  /** The queue, once it can be used. @throws what its server refuses, or that it does not answer */
  async connected(name: string): Promise<JobQueue> {
    await this.backend.usable();
    const queue = this.queue(name);
    if (!this.ready.has(queue)) await this.connect(queue);
    return queue;
  }

  /** At the end of the process: where the queue's server does not answer, all that waits for it fails at once. */
  async interrupt(): Promise<void> {
    if (await this.opened.serverAnswers()) return;
    for (const giveUp of this.connecting) giveUp();
    await this.opened.disconnect();
  }

  /** BullMQ (6.7) sets no limit for this, and its connection none before the server has spoken. */
  private async connect(queue: JobQueue): Promise<void> {
    let giveUp = (): void => undefined;
    const silence = new Promise<never>((_, reject) => {
      giveUp = () => reject(new Error('The server of the queue does not answer'));
    });
    const timer = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
    this.connecting.add(giveUp);
    try {
      await Promise.race([queue.waitUntilReady(), silence]);
      this.ready.add(queue);
    } finally {
      clearTimeout(timer);
      this.connecting.delete(giveUp);
    }
  }

  queue(name: string): JobQueue {
    let queue = this.queues.get(name);
    if (!queue) {
      const created = this.opened.track(this.backend.createQueue(name));
      queue = created;
      this.queues.set(name, created);
      // A queue whose first connection was refused stays broken (BullMQ 6.7); the next use takes a new one.
      created.waitUntilReady().catch(() => this.discard(name, created));
    }
    return queue;
  }

  private async discard(name: string, queue: JobQueue): Promise<void> {
    if (this.queues.get(name) === queue) this.queues.delete(name);
    await this.opened.discard(queue);
  }
}
