import {
  type Counters,
  type PageSnapshot,
  type PageState,
  type SiteLook,
  type SiteSettings,
  zeroCounters,
} from '@afterword/contracts';
import { rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, In } from 'typeorm';
import { EngagementSnapshotEntity } from './engagement-snapshot.entity';
import { isPossible, type ShownSettings, shownAs, SiteSettingsRepository } from './site-settings.repository';
import { APPLY_SNAPSHOT, NEWEST_SNAPSHOT, SNAPSHOT_STATES } from './snapshots.sql';
import { type ShownThread, withinBudget } from './thread-budget';

/** The engagement of a page as content knows it. */
export interface Snapshot {
  counters: Counters;
  /** How the site shows them; empty: as we do. */
  look: SiteLook;
  thread: ShownThread;
  countersVersion: number;
  commentsVersion: number;
  /** Null where nothing was announced of the page. */
  updatedAt: Date | null;
}

/** A page's versions grow by one with each commit, and a page cannot be committed more often: its row is locked each time. */
const VERSIONS_PER_SECOND = 2_000;
/** What a page may grow by between two snapshots that come one right after the other. */
const SKIPPED_VERSIONS = 100_000;
/** More than the clocks of two machines differ by, and than a message waits between being read and being stamped. */
const RESTORED_AFTER = '1 minute';
const MAX_AHEAD_MS = 60_000;

/** A message that engagement cannot have sent. Trying again does not help. */
export class ImpossibleSnapshotError extends Error {
  override readonly name = 'ImpossibleSnapshotError';
}

/** Snapshots in one query. */
const BATCH = 500;

@Injectable()
export class SnapshotsRepository {
  private readonly listeners: (() => void)[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly settings: SiteSettingsRepository,
  ) {}

  /** Calls `listener` after each snapshot, and each site's settings, that this process applies. */
  onApply(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Applies each part whose version is higher than the stored one. @returns whether anything changed
   * @throws ImpossibleSnapshotError
   */
  async apply({ site, page, counters, comments, announcedAt }: PageSnapshot): Promise<boolean> {
    const announced = new Date(announcedAt);
    if (announced.getTime() > Date.now() + MAX_AHEAD_MS)
      throw new ImpossibleSnapshotError(`${site}/${page} was announced in the future`);
    const { version: commentsVersion = 0, ...thread } = comments ?? {};
    const [row] = await rowsOf<{ impossible: boolean; applied: boolean }>(this.dataSource, APPLY_SNAPSHOT, [
      site,
      page,
      counters && JSON.stringify({ ...counters.value, look: counters.look }),
      counters?.version ?? 0,
      comments && JSON.stringify(thread),
      commentsVersion,
      announced,
      SKIPPED_VERSIONS,
      VERSIONS_PER_SECOND,
      RESTORED_AFTER,
    ]);
    if (row?.impossible)
      throw new ImpossibleSnapshotError(
        `${site}/${page} cannot have the versions ${counters?.version ?? 0} and ${commentsVersion}`,
      );
    const changed = row?.applied === true;
    if (changed) this.tell();
    return changed;
  }

  /** Applies what all pages of a site show. @returns whether anything changed @throws ImpossibleSnapshotError */
  async applySettings(settings: SiteSettings): Promise<boolean> {
    if (!isPossible(settings)) throw new ImpossibleSnapshotError(`${settings.site} was announced in the future`);
    const changed = await this.settings.apply(settings);
    if (changed) this.tell();
    return changed;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** When a snapshot was applied last; null where none was. */
  async newest(): Promise<Date | null> {
    const [row] = await rowsOf<{ newest: Date | null }>(this.dataSource, NEWEST_SNAPSHOT);
    return row?.newest ?? null;
  }

  /** `NO_SNAPSHOT` where nothing was announced of the page, as its site shows it. */
  async of(siteId: string, pageKey: string, tx: Transaction = this.dataSource.manager): Promise<Snapshot> {
    const entity = await tx.findOneBy(EngagementSnapshotEntity, { siteId, pageKey });
    return toSnapshot(entity, await this.settings.of(siteId, tx));
  }

  /** The states of all pages of a site, in the order of their keys. */
  async *states(site: string): AsyncGenerator<PageState> {
    for (let after: string | undefined = ''; after !== undefined;) {
      const rows: PageState[] = await rowsOf(this.dataSource, SNAPSHOT_STATES, [site, after, BATCH]);
      yield* rows;
      after = rows.length === BATCH ? rows.at(-1)?.page : undefined;
    }
  }

  async ofMany(pages: readonly { siteId: string; pageKey: string }[]): Promise<Map<string, Snapshot>> {
    const entities =
      pages.length === 0
        ? []
        : await this.dataSource.manager.findBy(EngagementSnapshotEntity, {
            siteId: In([...new Set(pages.map(({ siteId }) => siteId))]),
            pageKey: In(pages.map(({ pageKey }) => pageKey)),
          });
    const byPage = new Map(entities.map((entity) => [`${entity.siteId}/${entity.pageKey}`, entity]));
    const settings = new Map<string, ShownSettings | null>();
    for (const siteId of new Set(pages.map((page) => page.siteId)))
      settings.set(siteId, await this.settings.of(siteId));
    return new Map(
      pages.map(({ siteId, pageKey }) => [
        pageKey,
        toSnapshot(byPage.get(`${siteId}/${pageKey}`) ?? null, settings.get(siteId) ?? null),
      ]),
    );
  }
}

const lookApart = ({ look = {}, ...counters }: Counters & { look?: SiteLook }) => ({ counters, look });

/** The snapshot of a page that nothing was announced of: zeros and no comments. */
export const NO_SNAPSHOT: Snapshot = {
  counters: zeroCounters(),
  look: {},
  thread: { items: [], next: null, total: 0, closed: false },
  countersVersion: 0,
  commentsVersion: 0,
  updatedAt: null,
};

const toSnapshot = (entity: EngagementSnapshotEntity | null, settings: ShownSettings | null): Snapshot => ({
  ...shownAs(lookApart(entity?.counters ?? NO_SNAPSHOT.counters), settings),
  thread: entity?.comments ? withinBudget(entity.comments) : NO_SNAPSHOT.thread,
  countersVersion: entity?.countersVersion ?? 0,
  commentsVersion: entity?.commentsVersion ?? 0,
  updatedAt: entity?.updatedAt ?? null,
});
