import { LIMITS, type PageSnapshotMessage } from '@afterword/contracts';
import { execute, jobId, LinkProducer, QueueBackend, QueueEpoch, RelayLoop, rowsOf } from '@afterword/platform';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentReader } from '../comments';
import { CountersRepository, toCounters } from '../counters';
import { PageChanges } from '../page-changes';
import { SitesService } from '../sites';
import { ANNOUNCE_AGAIN, MARK_ANNOUNCED, TAKE_TURN, UNANNOUNCED_PAGES } from './announcements.sql';

/** Pages in one tick. */
const BATCH = 200;

interface UnannouncedPage {
  siteId: string;
  id: string;
  /** A page is announced by each of its keys: content may know it by any of them. */
  keys: string[];
  closed: boolean;
  countersVersion: number;
  commentsVersion: number;
  countersChanged: boolean;
  commentsChanged: boolean;
}

/**
 * Puts the absolute state of every page that changed on the queue `engagement`: at most one job per page and tick, however
 * much happened on it.
 *
 * A page's versions are read before its state, so the state is at least as new as the version that it carries; a change in
 * between is announced again with the next version. The versions are marked after the queue has stored the jobs; a crash in
 * between repeats them, which the consumer's version check makes harmless.
 */
@Injectable()
export class AnnouncementsRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Announcements');
  private readonly epoch: QueueEpoch;
  private readonly loop = new RelayLoop({ name: 'Announcements', tick: () => this.tick() });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly producer: LinkProducer,
    @Inject(QueueBackend) backend: QueueBackend,
    private readonly counters: CountersRepository,
    private readonly comments: CommentReader,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
  ) {
    this.epoch = new QueueEpoch(backend, 'engagement');
  }

  onApplicationBootstrap(): void {
    this.changes.listen({ changed: () => this.loop.wake() });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** @returns how many pages were announced */
  async tick(): Promise<number> {
    return this.dataSource.transaction(async (turn) => {
      const [lock] = await rowsOf<{ mine: boolean }>(turn, TAKE_TURN);
      if (!lock?.mine) return 0;
      await this.epoch.ifLost(async () => {
        this.logger.warn('The queue has lost what it held; every page is announced again');
        await execute(this.dataSource, ANNOUNCE_AGAIN);
      });
      const pages = await rowsOf<UnannouncedPage>(this.dataSource, UNANNOUNCED_PAGES, [BATCH]);
      if (pages.length === 0) return 0;
      const snapshots = await this.snapshotsOf(pages);
      await this.producer.add(
        'engagement',
        snapshots.flatMap(({ page, data }) =>
          page.keys.map((key, index) => ({
            name: 'page.snapshot' as const,
            data: { ...data, page: key },
            jobId: jobId('page.snapshot', page.id, page.countersVersion, page.commentsVersion, index),
          })),
        ),
      );
      await execute(turn, MARK_ANNOUNCED, [
        pages.map(({ siteId }) => siteId),
        pages.map(({ id }) => id),
        pages.map(({ countersVersion }) => countersVersion),
        pages.map(({ commentsVersion }) => commentsVersion),
      ]);
      return pages.length;
    });
  }

  private async snapshotsOf(
    pages: readonly UnannouncedPage[],
  ): Promise<{ page: UnannouncedPage; data: Omit<PageSnapshotMessage, 'page'> }[]> {
    const rows = await this.counters.ofTargets(pages.map(({ siteId, id }) => ({ siteId, targetId: id })));
    const announcedAt = new Date().toISOString();
    const snapshots: { page: UnannouncedPage; data: Omit<PageSnapshotMessage, 'page'> }[] = [];
    for (const page of pages) {
      const site = await this.sites.get(page.siteId);
      const counters = toCounters(site.reactionKinds, rows.get(page.id) ?? []);
      const thread = page.commentsChanged
        ? await this.comments.thread({
            site,
            pageId: page.id,
            sort: 'top',
            limit: LIMITS.snapshotComments,
            reader: null,
          })
        : null;
      const data = {
        schemaVersion: 1 as const,
        site: page.siteId,
        counters: page.countersChanged ? { version: page.countersVersion, value: counters } : null,
        comments: thread && { version: page.commentsVersion, ...thread, total: counters.comments, closed: page.closed },
        announcedAt,
      };
      snapshots.push({ page, data });
    }
    return snapshots;
  }
}
