import type { Job, Processor, QueueOptions, WorkerOptions } from 'bullmq';
import { HealthProblem } from '../health/health-problem';
import { type QueuePolicy, retryDelayMs } from './queue-policies';

/** What we use of a BullMQ queue, whichever backend it has. */
export interface JobQueue {
  add(name: string, data: unknown, opts: Record<string, unknown>): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: Record<string, unknown> }[]): Promise<unknown>;
  getFailed(start?: number, end?: number): Promise<Job[]>;
  getJob(id: string): Promise<Job | undefined>;
  /** @param isAscending the one whose turn is next comes first */
  getJobs(types: 'waiting'[], start: number, end: number, isAscending: boolean): Promise<Job[]>;
  getJobCounts(): Promise<Record<string, number>>;
  isPaused(): Promise<boolean>;
  /** Rejects when the first connection was refused: the queue cannot be used then. */
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  /** Ends the connection without a word to the server. */
  disconnect(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface JobWorker {
  close(force?: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** After each failed attempt. A job that its worker lost too often has no details any more. */
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
}

/** Messages to all processes that listen: BullMQ's relay on Redis, `PostgresRelay` on PostgreSQL. */
export interface MessageRelay {
  subscribe(topic: string, listener: (message: { data: unknown }) => void): Promise<unknown>;
  /** How many processes it reached, this one among them; null where the server does not say. */
  publish(topic: string, data: unknown): Promise<{ nodes: number | null }>;
  waitUntilReady(): Promise<void>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'recovered', listener: () => void): unknown;
}

/** Queues, workers and messages between processes. Runs on Redis or PostgreSQL, decided once by `REDIS_URL`. */
export abstract class QueueBackend {
  abstract readonly kind: 'redis' | 'postgres';
  /** @param name any but with `:`, which BullMQ refuses; made when it is first used */
  abstract createQueue(name: string): JobQueue;
  /** Runs as soon as the queue's server can be used, and waits for it in the background. */
  abstract createWorker(name: string, policy: QueuePolicy, processor: Processor): JobWorker;
  /** Messages between the processes of a service. A relay whose first connection failed cannot be used again. */
  abstract createRelay(service: string): MessageRelay;
  /** Asks the server for all that the queue needs. @throws HealthProblem, or what the connection failed with */
  protected abstract examine(): Promise<void>;
  /** The name of the process that holds the queue's jobs: with another one, jobs may be gone. */
  abstract serverProcess(): Promise<string>;
  /** A small value that is kept where the queue's jobs are, or null. */
  abstract read(key: string): Promise<string | null>;
  abstract write(key: string, value: string): Promise<void>;
  abstract close(): Promise<void>;

  private known = false;
  private examining: Promise<void> | null = null;

  /** For health checks. @throws HealthProblem with the reason, or what the connection failed with */
  async check(): Promise<void> {
    // Concurrent callers share one examination.
    this.examining ??= this.examine().finally(() => (this.examining = null));
    await this.examining;
  }

  /**
   * To be awaited before anything is opened or used on the server. Costs nothing once it has said yes.
   * @throws QueueRefusal, or what the connection failed with
   */
  async usable(): Promise<void> {
    if (this.known) return;
    try {
      await this.check();
    } catch (error) {
      if (!(error instanceof HealthProblem && error.state === 'degraded')) throw error;
    }
    this.known = true;
  }

  /** Another server may be there from now on: `usable` asks again. */
  protected doubt(): void {
    this.known = false;
  }
}

/** Hash-tagged, so that a Redis Cluster keeps each of our queues in one slot. */
export const QUEUE_PREFIX = '{afterword}';

/** A server that does not answer a health check is down. Milliseconds. */
export const COMMAND_TIMEOUT_MS = 2_000;

/**
 * How long a worker waits after it could not ask for a job. BullMQ's default is 15 s, in which a job of a database that is back
 * waits, and so does whoever closes the worker. Milliseconds.
 */
const WORKER_RETRY_MS = 1_000;

/** A process that the relay's server has not heard of for this long gets no messages until it comes back. Milliseconds. */
const RELAY_LEASE_MS = 6_000;

export const queueOptions = (): Pick<QueueOptions, 'prefix'> => ({ prefix: QUEUE_PREFIX });

export const relayOptions = (service: string) => ({
  prefix: QUEUE_PREFIX,
  namespace: 'afterword',
  name: service,
  leaseDuration: RELAY_LEASE_MS,
});

export const workerOptions = (policy: QueuePolicy): Omit<WorkerOptions, 'connection'> => ({
  prefix: QUEUE_PREFIX,
  concurrency: policy.concurrency,
  runRetryDelay: WORKER_RETRY_MS,
  lockDuration: policy.lockMs,
  stalledInterval: policy.lockMs,
  // A job is not at fault when its worker is killed.
  maxStalledCount: policy.attempts,
  settings: { backoffStrategy: (attemptsMade: number) => retryDelayMs(policy, attemptsMade) },
});
