import { CONFIG, gaugeOf, histogram, LinkConsumer, type ServiceConfig } from '@afterword/platform';
import type { PageSnapshot } from '@afterword/contracts';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SnapshotsRepository } from './snapshots.repository';

const delay = () =>
  histogram(
    'afterword_snapshot_delay_seconds',
    'From the announcement of a snapshot to its being applied here',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
  );

/** Keeps content's copies of what readers did. */
@Injectable()
export class SnapshotsConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private close: () => Promise<void> = () => Promise.resolve();
  /** When engagement was heard of last. */
  private heardAt = Date.now();

  constructor(
    private readonly link: LinkConsumer,
    private readonly snapshots: SnapshotsRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('worker')) return;
    this.heardAt = (await this.snapshots.newest())?.getTime() ?? this.heardAt;
    gaugeOf('afterword_snapshot_age_seconds', 'Since the newest snapshot of engagement was applied here', () =>
      Math.max(0, (Date.now() - this.heardAt) / 1_000),
    );
    const worker = this.link.consume('engagement', { 'page.snapshot': (snapshot) => this.apply(snapshot) });
    this.close = () => worker.close();
  }

  /** Lets the jobs that are being handled end. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async apply(snapshot: PageSnapshot): Promise<void> {
    await this.snapshots.apply(snapshot);
    this.heardAt = Date.now();
    delay().observe(Math.max(0, Date.now() - Date.parse(snapshot.announcedAt)) / 1_000);
  }
}
