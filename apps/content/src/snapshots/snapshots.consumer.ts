import { CONFIG, counter, gaugeOf, histogram, LinkConsumer, type ServiceConfig } from '@afterword/platform';
import type { PageSnapshot, SiteSettings } from '@afterword/contracts';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { harmless } from './harmless-snapshot';
import { ImpossibleSnapshotError, SnapshotsRepository } from './snapshots.repository';

const delay = () =>
  histogram(
    'afterword_snapshot_delay_seconds',
    'From the announcement of a snapshot to its being applied here',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
  );

const ignored = () =>
  counter('afterword_snapshots_ignored_total', 'Snapshots of sites that this content service does not serve', []);

/** Applies the snapshots that engagement announces of the pages of `SITE`. */
@Injectable()
export class SnapshotsConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private close: () => Promise<void> = () => Promise.resolve();
  private readonly logger = new Logger('Snapshots');
  /** When a snapshot was applied last. */
  private appliedAt = Date.now();

  constructor(
    private readonly link: LinkConsumer,
    private readonly snapshots: SnapshotsRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('worker')) return;
    this.appliedAt = (await this.snapshots.newest())?.getTime() ?? this.appliedAt;
    gaugeOf('afterword_snapshot_age_seconds', 'Since the newest snapshot of engagement was applied here', () =>
      Math.max(0, (Date.now() - this.appliedAt) / 1_000),
    );
    const worker = this.link.consume('engagement', {
      'page.snapshot': (snapshot) => this.apply(snapshot),
      'site.settings': (settings) => this.applySettings(settings),
    });
    this.close = () => worker.close();
  }

  /** Waits for the jobs at hand. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Engagement announces the pages of all its sites on one queue, so those of other sites are no errors. */
  async apply(snapshot: PageSnapshot): Promise<void> {
    const { site, page } = snapshot;
    if (site !== this.config.site) {
      this.logger.debug(`Ignored a snapshot of ${site}/${page}: SITE is "${this.config.site}"`);
      ignored().inc();
      return;
    }
    await onlyOnce(this.snapshots.apply(harmless(snapshot)));
    this.appliedAt = Date.now();
    delay().observe(Math.max(0, Date.now() - Date.parse(snapshot.announcedAt)) / 1_000);
  }

  /** Those of other sites are kept too: each is one row, and `SITE` may become another. */
  async applySettings(settings: SiteSettings): Promise<void> {
    await onlyOnce(this.snapshots.applySettings(settings));
  }
}

/** What engagement cannot have sent is not tried again. */
const onlyOnce = (applying: Promise<unknown>): Promise<unknown> =>
  applying.catch((error: unknown) => {
    throw error instanceof ImpossibleSnapshotError ? new UnrecoverableError(error.message) : error;
  });
