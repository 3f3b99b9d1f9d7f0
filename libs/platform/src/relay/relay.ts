import type { JobName, QueueName } from '@afterword/contracts';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { rowsOf, type Transaction } from '../database/sql';
import type { LinkJob, LinkProducer } from '../queue/link.producer';
import type { QueueBackend } from '../queue/queue-backend';
import { QueueEpoch } from '../queue/queue-epoch';
import type { RelayLoop } from '../relay-loop/relay-loop';
import type { RelayLoops } from '../relay-loop/relay-loops';
import { readTraceparent, traceparentOf, tracing } from '../telemetry/tracing';
import { TAKE_TURN } from './relay.sql';

export interface RelayOptions<Q extends QueueName, Row> {
  /** The context of its log lines. */
  name: string;
  queue: Q;
  /** Key of an advisory lock that nothing else uses. */
  lock: number;
  /** Reads the next rows to send, as many as one tick should move. It must lock none: writers never wait for the queue. */
  unsent: (tx: Transaction) => Promise<Row[]>;
  toJobs: (rows: readonly Row[]) => LinkJob<Q, JobName<Q>>[] | Promise<LinkJob<Q, JobName<Q>>[]>;
  markSent: (tx: Transaction, rows: readonly Row[]) => Promise<unknown>;
  /** Marks everything as unsent, for a queue that has lost its jobs. It has to be committed when it resolves. */
  resendAll: () => Promise<unknown>;
  /** As of `RelayLoop`. Milliseconds. */
  busyMs?: number;
  idleMs?: number;
}

interface Infrastructure {
  dataSource: DataSource;
  backend: QueueBackend;
  producer: LinkProducer;
  loops: RelayLoops;
}

/**
 * Moves rows from the database to a queue, one process at a time. Rows are marked as sent after the queue has stored their jobs; a
 * crash in between repeats the jobs, which consumers ignore by their version.
 */
export class Relay<Q extends QueueName, Row> {
  private readonly logger: Logger;
  private readonly epoch: QueueEpoch;
  private readonly loop: RelayLoop;
  /** The last tick moved nothing, and nobody has said since that there is something. */
  private isQuiet = false;

  constructor(
    private readonly options: RelayOptions<Q, Row>,
    private readonly infrastructure: Infrastructure,
  ) {
    const { name, queue, busyMs, idleMs } = options;
    this.logger = new Logger(name);
    this.epoch = new QueueEpoch(infrastructure.backend, queue);
    this.loop = infrastructure.loops.create({
      name,
      tick: () => this.tick(),
      interrupt: () => infrastructure.producer.interrupt(),
      ...(busyMs !== undefined && { busyMs }),
      ...(idleMs !== undefined && { idleMs }),
    });
  }

  /** Says that there is something to send. Cheap enough for every write. */
  wake(): void {
    this.isQuiet = false;
    this.loop.wake();
  }

  /** @returns how many rows were sent; 0 while another process has its turn */
  async tick(): Promise<number> {
    if (this.isQuiet && !(await this.isWanted())) return 0;
    // A wake from here on counts.
    this.isQuiet = true;
    try {
      const sent = await this.takeTurn();
      if (sent > 0) this.isQuiet = false;
      return sent;
    } catch (error) {
      this.isQuiet = false;
      throw error;
    }
  }

  /** At rest most ticks find nothing: whether there is something is asked without a transaction and its lock. */
  private async isWanted(): Promise<boolean> {
    if (await this.epoch.isLost()) return true;
    return (await this.options.unsent(this.infrastructure.dataSource.manager)).length > 0;
  }

  private takeTurn(): Promise<number> {
    const { lock, queue, unsent, toJobs, markSent, resendAll } = this.options;
    return this.infrastructure.dataSource.transaction(async (tx) => {
      const [turn] = await rowsOf<{ isMine: boolean }>(tx, TAKE_TURN, [lock]);
      if (!turn?.isMine) return 0;
      await this.epoch.ifLost(async () => {
        this.logger.warn(`The queue ${queue} has lost its jobs; sending everything again`);
        await resendAll();
      });
      const rows = await unsent(tx);
      if (rows.length === 0) return 0;
      await this.add(queue, await toJobs(rows));
      await markSent(tx, rows);
      return rows.length;
    });
  }

  /** Each job that belongs to a trace gets a span of its own, which whoever handles it goes on with. */
  private async add(queue: Q, jobs: LinkJob<Q, JobName<Q>>[]): Promise<void> {
    const tracer = tracing();
    const spans = jobs.map(({ name, traceparent }) => {
      const parent = tracer && readTraceparent(traceparent);
      if (!tracer || !parent) return null;
      const attributes = { 'messaging.system': 'bullmq', 'messaging.destination.name': queue };
      return tracer.start(`send ${name}`, { kind: 'producer', parent, attributes });
    });
    try {
      const traced = jobs.map((job, index) => {
        const span = spans[index];
        return span ? { ...job, traceparent: traceparentOf(span.context) } : job;
      });
      await this.infrastructure.producer.add(queue, traced);
      for (const span of spans) span?.end();
    } catch (error) {
      for (const span of spans) span?.end({ failed: true });
      throw error;
    }
  }
}
