import { type FailedJob, LIMITS, type Queue, QUEUES } from '@afterword/contracts';
import { DomainError, type JobQueue, QueueProducer, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { EventConsumers, EventCursors, queueOf } from '../event-log';
import { PAGES_TO_ANNOUNCE } from './queue-board.sql';

/** A server of the queue that says nothing is not waited for. Milliseconds. */
const ANSWER_MS = 5_000;

/** What an operator sees of the queues, and does about jobs that failed. */
@Injectable()
export class QueueBoard {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly producer: QueueProducer,
    private readonly consumers: EventConsumers,
    private readonly cursors: EventCursors,
  ) {}

  /** Those between the services first, then the consumers' by name. @throws DomainError `unavailable` */
  async queues(): Promise<Queue[]> {
    const consumers = this.consumers.all().map(({ name }) => name);
    const [lags, [announced]] = await Promise.all([
      this.cursors.lag(consumers),
      rowsOf<{ pages: number }>(this.dataSource, PAGES_TO_ANNOUNCE, [LIMITS.queueCount]),
    ]);
    const behind = new Map(lags.map(({ consumer, seconds }) => [queueOf({ name: consumer }), seconds]));
    return Promise.all(
      this.names().map(async (name): Promise<Queue> => {
        const state = await this.ask(name, async (queue) => {
          const [counts, paused, [next]] = await Promise.all([
            queue.getJobCounts(),
            queue.isPaused(),
            queue.getJobs(['waiting'], 0, 0, true),
          ]);
          return { counts, paused, next };
        });
        const { waiting = 0, paused = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = state.counts;
        return {
          name,
          counts: { waiting: waiting + paused + prioritized, active, delayed, failed },
          paused: state.paused,
          oldestWaitingAt: state.next ? new Date(state.next.timestamp).toISOString() : null,
          behindSeconds: behind.get(name) ?? null,
          pagesToAnnounce: name === 'engagement' ? (announced?.pages ?? 0) : null,
        };
      }),
    );
  }

  /** @throws DomainError `not-found`, `unavailable` */
  async failed(name: string): Promise<FailedJob[]> {
    const jobs = await this.ask(this.known(name), (queue) => queue.getFailed(0, LIMITS.failedJobs - 1));
    return jobs.map(({ id, name: what, attemptsMade, failedReason, timestamp, finishedOn }) => ({
      id: id ?? '',
      name: what,
      attempts: attemptsMade,
      error: failedReason ?? '',
      addedAt: new Date(timestamp).toISOString(),
      failedAt: finishedOn === undefined ? null : new Date(finishedOn).toISOString(),
    }));
  }

  /** Lets it be tried as often as a new one. @throws DomainError `not-found` where no failed job has this id, `unavailable` */
  async retry(name: string, id: string): Promise<void> {
    await this.decide(name, id, (job) => job.retry('failed', { resetAttemptsMade: true }));
  }

  /** @throws as `retry` */
  async remove(name: string, id: string): Promise<void> {
    await this.decide(name, id, (job) => job.remove());
  }

  private async decide(name: string, id: string, act: (job: FailedOne) => Promise<void>): Promise<void> {
    await this.ask(this.known(name), async (queue) => {
      const job = await queue.getJob(id);
      if ((await job?.getState()) !== 'failed' || !job) throw new DomainError('not-found');
      try {
        await act(job);
      } catch (error) {
        // Somebody else has decided meanwhile.
        if ((await job.getState()) !== 'failed') throw new DomainError('not-found');
        throw error;
      }
    });
  }

  private names(): string[] {
    return [...Object.keys(QUEUES), ...this.consumers.all().map(queueOf).sort()];
  }

  private known(name: string): string {
    if (!this.names().includes(name)) throw new DomainError('not-found');
    return name;
  }

  private async ask<T>(name: string, question: (queue: JobQueue) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The server of the queue does not answer')), ANSWER_MS);
    });
    try {
      return await Promise.race([this.producer.connected(name).then(question), silence]);
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw new DomainError('unavailable', { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

type FailedOne = NonNullable<Awaited<ReturnType<JobQueue['getJob']>>>;
