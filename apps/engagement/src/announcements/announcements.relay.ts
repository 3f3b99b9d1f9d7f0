import { LIMITS, type PageSnapshotMessage, type SiteSettings } from '@afterword/contracts';
import { ANONYMOUS, execute, jobId, type Relay, Relays, rowsOf } from '@afterword/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentReader } from '../comments';
import { CountersRepository, toCounters } from '../counters';
import { PageChanges } from '../page-cache';
import { PageAuthorsRepository } from '../pages';
import { SiteChanges, SitesService } from '../sites';
import {
  ANNOUNCE_AGAIN,
  MARK_ANNOUNCED,
  MARK_SITES_ANNOUNCED,
  UNANNOUNCED_PAGES,
  UNANNOUNCED_SITES,
} from './announcements.sql';

/** Key of the advisory lock of this relay. */
export const ANNOUNCEMENTS_LOCK = 7_227_311_002;

/** Pages in one tick, and sites. */
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

type UnannouncedSite = Pick<SiteSettings, 'version' | 'look' | 'reactionKinds'> & { id: string };

/** Sites first: a page's first snapshot is then shown with the settings of its site. */
interface Unannounced {
  sites: UnannouncedSite[];
  pages: UnannouncedPage[];
}

/**
 * Sends the settings of every site that changed, once for all its pages, and the absolute state of every page that changed to the queue `engagement`: one job per
 * page and tick, however many changes there were.
 *
 * A page's versions are read before its state, so the state is at least as new as its version; a change in between is announced
 * again with the next version.
 */
@Injectable()
export class AnnouncementsRelay implements OnApplicationBootstrap {
  private readonly relay: Relay<'engagement', UnannouncedSite | UnannouncedPage>;
  /** What has changed a page since it was announced last, where that is traced: its announcement goes on with that. */
  private readonly traces = new Map<string, string>();

  constructor(
    @InjectDataSource() dataSource: DataSource,
    relays: Relays,
    private readonly counters: CountersRepository,
    private readonly comments: CommentReader,
    private readonly authors: PageAuthorsRepository,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
    private readonly siteChanges: SiteChanges,
  ) {
    this.relay = relays.create<'engagement', UnannouncedSite | UnannouncedPage>({
      name: 'Announcements',
      queue: 'engagement',
      lock: ANNOUNCEMENTS_LOCK,
      unsent: async (tx) => [
        ...(await rowsOf<UnannouncedSite>(tx, UNANNOUNCED_SITES, [BATCH])),
        ...(await rowsOf<UnannouncedPage>(tx, UNANNOUNCED_PAGES, [BATCH])),
      ],
      toJobs: async (rows) => {
        const { sites, pages } = apart(rows);
        return [...sites.map(settingsJob), ...(await this.jobsOf(pages))];
      },
      markSent: async (tx, rows) => {
        const { sites, pages } = apart(rows);
        for (const { id } of pages) this.traces.delete(id);
        await execute(tx, MARK_SITES_ANNOUNCED, [sites.map(({ id }) => id), sites.map(({ version }) => version)]);
        await execute(tx, MARK_ANNOUNCED, [
          pages.map(({ siteId }) => siteId),
          pages.map(({ id }) => id),
          pages.map(({ countersVersion }) => countersVersion),
          pages.map(({ commentsVersion }) => commentsVersion),
        ]);
      },
      resendAll: async () => {
        await this.sites.announceAllAgain();
        await execute(dataSource, ANNOUNCE_AGAIN);
      },
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
    this.siteChanges.listen({ changed: () => this.relay.wake(), missed: () => this.relay.wake() });
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
      const authorIds = thread ? await this.authors.readersOf(page.siteId, page.id) : [];
      const data = {
        schemaVersion: 1 as const,
        site: page.siteId,
        counters: page.countersChanged ? { version: page.countersVersion, value: counters, look: site.look } : null,
        comments: thread && {
          version: page.commentsVersion,
          ...thread,
          ...(authorIds.length > 0 && { authorIds }),
          total: counters.comments,
          closed: page.closed,
        },
        announcedAt,
      };
      snapshots.push({ page, data });
    }
    return snapshots;
  }
}

const apart = (rows: readonly (UnannouncedSite | UnannouncedPage)[]): Unannounced => ({
  sites: rows.filter((row): row is UnannouncedSite => 'version' in row),
  pages: rows.filter((row): row is UnannouncedPage => !('version' in row)),
});

const settingsJob = ({ id, ...settings }: UnannouncedSite) => ({
  name: 'site.settings' as const,
  data: { schemaVersion: 1 as const, site: id, ...settings, announcedAt: new Date().toISOString() },
  jobId: jobId('site.settings', id, settings.version),
});
