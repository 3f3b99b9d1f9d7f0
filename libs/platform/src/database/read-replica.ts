import { LIMITS } from '@afterword/contracts';
import { Inject, Injectable, Logger, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type ServiceConfig } from '../config/config';
import { HealthProblem } from '../health/health-problem';
import { HealthRegistry } from '../health/health.registry';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import { counter, gaugeOf } from '../telemetry/metrics';
import { dataSourceOptions } from './data-source-options';
import { PRIMARY_POSITION, REPLICA_STATE } from './read-replica.sql';
import { rowsOf } from './sql';

/** How often the replica is asked how far it is. Milliseconds. */
const CHECK_MS = 1_000;

/** What it said is believed for so long. Milliseconds. */
const BELIEVED_MS = 3_000;

/** A replica that takes longer is done without. Milliseconds. */
const ANSWER_MS = 2_000;

const MOST_POSITIONS = 100;

/** What the primary had come to at a time. */
interface Position {
  position: string;
  /** Milliseconds of `performance.now`. */
  at: number;
}

/** What is known of the replica. */
interface Verdict {
  /** Null: it is used. */
  problem: string | null;
  at: number;
}

/**
 * Answers what may be from a few seconds ago (`LIMITS.replicaBehindMs`) from the server of `DATABASE_READ_URL`, and from the primary where there is none, or it is
 * away, silent, or further behind than that (decision record 0097). Nothing that is kept by a page's version may be read so: it could be from
 * before that version.
 */
@Injectable()
export class ReadReplica implements OnApplicationShutdown {
  private readonly logger = new Logger('ReadReplica');
  private readonly limiter = new LogLimiter();
  private readonly reads = counter('afterword_stale_reads_total', 'Reads that a replica may answer, by who did', [
    'by',
  ]);
  private replica: DataSource | null = null;
  private checking: Promise<void> | null = null;
  private verdict: Verdict = { problem: 'not asked yet', at: -Infinity };
  private positions: Position[] = [];
  private behindMs = 0;

  constructor(
    @InjectDataSource() private readonly primary: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    @Optional() health?: HealthRegistry,
  ) {
    if (config.databaseReadUrl === null) return;
    health?.add({ name: 'replica', essential: false, check: () => this.check() });
    const help = 'How far the replica is behind the primary; at most as exact as it is asked, once a second';
    gaugeOf('afterword_replica_behind_seconds', help, () => this.behindMs / 1_000);
  }

  /** @param question reads only; asked once more of the primary where the replica fails */
  async ask<Result>(question: (runner: DataSource) => Promise<Result>): Promise<Result> {
    if (this.config.databaseReadUrl === null) return question(this.primary);
    if (performance.now() - this.verdict.at > CHECK_MS) void this.look();
    if (this.replica && this.verdict.problem === null && performance.now() - this.verdict.at < BELIEVED_MS) {
      try {
        const result = await question(this.replica);
        this.reads.inc({ by: 'replica' });
        return result;
      } catch (error) {
        this.found(`failed: ${reasonOf(error)}`);
      }
    }
    this.reads.inc({ by: 'primary' });
    return question(this.primary);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.checking;
    await this.replica?.destroy();
  }

  private async check(): Promise<void> {
    await this.look();
    if (this.verdict.problem !== null)
      throw new HealthProblem(
        `The replica is not used, and the primary reads for it: it ${this.verdict.problem}`,
        'degraded',
      );
  }

  /** Asks how far the replica is; whoever does so meanwhile shares the answer. */
  private look(): Promise<void> {
    this.checking ??= this.examine()
      .catch(() => this.found('does not answer'))
      .finally(() => (this.checking = null));
    return this.checking;
  }

  private async examine(): Promise<void> {
    const replica = (this.replica ??= await this.connect());
    const now = performance.now();
    // While the primary is away nothing changes, and what the replica has is what there is.
    const primary = await rowsOf<{ position: string }>(this.primary, PRIMARY_POSITION).catch(() => []);
    this.positions.push(...primary.map(({ position }) => ({ position, at: now })));
    const [state] = await rowsOf<{ isStandby: boolean; missing: number | null }>(replica, REPLICA_STATE, [
      this.positions.map(({ position }) => position),
    ]);
    if (!state?.isStandby) return this.found('is no standby');
    const reached = state.missing === null ? this.positions.length : state.missing - 1;
    // The last one that it came to tells nothing, and those before even less.
    this.positions = this.positions.slice(reached);
    // Of one that stays behind for long, the oldest tells how far.
    if (this.positions.length > MOST_POSITIONS) this.positions.splice(1, 1);
    this.behindMs = this.positions[0] ? now - this.positions[0].at : 0;
    this.found(this.behindMs > LIMITS.replicaBehindMs ? 'is too far behind' : null);
  }

  private async connect(): Promise<DataSource> {
    const { service, databaseReadUrl } = this.config;
    const options = dataSourceOptions({
      config: { service, databaseUrl: databaseReadUrl ?? '' },
      entities: [],
      migrations: [],
    });
    const limits = { connectTimeoutMS: ANSWER_MS, extra: { ...(options.extra as object), query_timeout: ANSWER_MS } };
    return new DataSource({ ...options, ...limits }).initialize();
  }

  private found(problem: string | null): void {
    this.verdict = { problem, at: performance.now() };
    if (problem === null) return;
    this.limiter.run(problem, (fields) =>
      this.logger.warn(fields, `The replica of DATABASE_READ_URL ${problem}; the primary reads for it`),
    );
  }
}
