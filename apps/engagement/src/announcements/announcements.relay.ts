import { LIMITS, type PageSnapshotMessage } from '@afterword/contracts';
import { ANONYMOUS, execute, jobId, type Relay, Relays, rowsOf } from '@afterword/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentReader } from '../comments';
import { CountersRepository, toCounters } from '../counters';
import { PageChanges } from '../page-cache';
import { SitesService } from '../sites';
import { ANNOUNCE_AGAIN, MARK_ANNOUNCED, UNANNOUNCED_PAGES } from './announcements.sql';

/** Key of the advisory lock of this relay. */
export const ANNOUNCEMENTS_LOCK = 7_227_311_002;

/** Pages in one tick. */
const BATCH = 200;

/** Traced pages that wait for their announcement; a process that announces none forgets the oldest. */
const MOST_TRACES = 1_000;

interface UnannouncedPage {
  siteId: string;
  id: string;
  /** A page is announced by each of its keys: content may know it by any of them. */
  keys: string[];
  closed: boolean;
  featured: string[];
  countersVersion: number;
  commentsVersion: number;
  countersChanged: boolean;
  commentsChanged: boolean;
}

/**
 * Sends the absolute state of every page that changed to the queue `engagement`: one job per page and tick, however many changes
 * there were.
 *
 * A page's versions are read before its state, so the state is at least as new as its version; a change in between is announced
 * again with the next version.
 */
@Injectable()
export class AnnouncementsRelay implements OnApplicationBootstrap {
  private readonly relay: Relay<'engagement', UnannouncedPage>;
  /** What has changed a page since it was announced last, where that is traced: its announcement goes on with that. */
  private readonly traces = new Map<string, string>();

  constructor(
    @InjectDataSource() dataSource: DataSource,
    relays: Relays,
    private readonly counters: CountersRepository,
    private readonly comments: CommentReader,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
  ) {
    this.relay = relays.create<'engagement', UnannouncedPage>({
      name: 'Announcements',
      queue: 'engagement',
      lock: ANNOUNCEMENTS_LOCK,
      unsent: (tx) => rowsOf(tx, UNANNOUNCED_PAGES, [BATCH]),
      toJobs: (pages) => this.jobsOf(pages),
      markSent: (tx, pages) => {
        for (const { id } of pages) this.traces.delete(id);
        return execute(tx, MARK_ANNOUNCED, [
          pages.map(({ siteId }) => siteId),
          pages.map(({ id }) => id),
          pages.map(({ countersVersion }) => countersVersion),
          pages.map(({ commentsVersion }) => commentsVersion),
        ]);
      },
      resendAll: () => execute(dataSource, ANNOUNCE_AGAIN),
    });
  }

  onApplicationBootstrap(): void {
    this.changes.listen({
      changed: (changes) => {
        for (const { pageId, traceparent } of changes)
          if (pageId !== undefined && traceparent !== undefined) this.keepTrace(pageId, traceparent);
        this.relay.wake();
      },
    });
  }

  private keepTrace(pageId: string, traceparent: string): void {
    this.traces.set(pageId, traceparent);
    const [oldest] = this.traces.keys();
    if (this.traces.size > MOST_TRACES && oldest !== undefined) this.traces.delete(oldest);
  }

  /** @returns how many pages were announced */
  tick(): Promise<number> {
    return this.relay.tick();
  }

  /** A job for each key of each page. */
  private async jobsOf(pages: readonly UnannouncedPage[]) {
    const snapshots = await this.snapshotsOf(pages);
    return snapshots.flatMap(({ page, data }) =>
      page.keys.map((key, index) => ({
        name: 'page.snapshot' as const,
        data: { ...data, page: key },
        jobId: jobId('page.snapshot', page.id, page.countersVersion, page.commentsVersion, index),
        ...(this.traces.has(page.id) && { traceparent: this.traces.get(page.id) }),
      })),
    );
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
            featured: page.featured,
            sort: 'top',
            limit: LIMITS.snapshotComments,
            principal: ANONYMOUS,
          })
        : null;
      const data = {
        schemaVersion: 1 as const,
        site: page.siteId,
        counters: page.countersChanged ? { version: page.countersVersion, value: counters, look: site.look } : null,
        comments: thread && { version: page.commentsVersion, ...thread, total: counters.comments, closed: page.closed },
        announcedAt,
      };
      snapshots.push({ page, data });
    }
    return snapshots;
  }
}
