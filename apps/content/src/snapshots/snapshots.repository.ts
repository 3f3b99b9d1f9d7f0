import { type Counters, type PageSnapshot, type PageState, zeroCounters } from '@afterword/contracts';
import { rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, In } from 'typeorm';
import { EngagementSnapshotEntity, type ThreadSnapshot } from './engagement-snapshot.entity';
import { APPLY_SNAPSHOT, NEWEST_SNAPSHOT, SNAPSHOT_STATES } from './snapshots.sql';

/** What content knows of a page's engagement. */
export interface Snapshot {
  counters: Counters;
  thread: ThreadSnapshot;
  countersVersion: number;
  commentsVersion: number;
  /** Null for a page that nothing was announced of. */
  updatedAt: Date | null;
}

/** Snapshots that are read at a time. */
const BATCH = 500;

@Injectable()
export class SnapshotsRepository {
  private readonly listeners: (() => void)[] = [];

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Calls `listener` after each snapshot that this process applies. */
  onApply(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Once per version and part; what comes twice or late changes nothing. @returns whether anything was news */
  async apply({ site, page, counters, comments }: PageSnapshot): Promise<boolean> {
    const { version: commentsVersion = 0, ...thread } = comments ?? {};
    const rows = await rowsOf(this.dataSource, APPLY_SNAPSHOT, [
      site,
      page,
      counters && JSON.stringify(counters.value),
      counters?.version ?? 0,
      comments && JSON.stringify(thread),
      commentsVersion,
    ]);
    const isNews = rows.length > 0;
    if (isNews) for (const listener of this.listeners) listener();
    return isNews;
  }

  /** When a snapshot was applied last; null where none ever was. */
  async newest(): Promise<Date | null> {
    const [row] = await rowsOf<{ newest: Date | null }>(this.dataSource, NEWEST_SNAPSHOT);
    return row?.newest ?? null;
  }

  /** Zeros and an empty thread for a page that nothing was announced of. */
  async of(siteId: string, pageKey: string, tx: Transaction = this.dataSource.manager): Promise<Snapshot> {
    const entity = await tx.findOneBy(EngagementSnapshotEntity, { siteId, pageKey });
    return toSnapshot(entity);
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
    return new Map(
      pages.map(({ siteId, pageKey }) => [pageKey, toSnapshot(byPage.get(`${siteId}/${pageKey}`) ?? null)]),
    );
  }
}

/** Of a page that nothing was announced of. */
export const NO_SNAPSHOT: Snapshot = {
  counters: zeroCounters(),
  thread: { items: [], next: null, total: 0, closed: false },
  countersVersion: 0,
  commentsVersion: 0,
  updatedAt: null,
};

const toSnapshot = (entity: EngagementSnapshotEntity | null): Snapshot => ({
  counters: entity?.counters ?? NO_SNAPSHOT.counters,
  thread: entity?.comments ?? NO_SNAPSHOT.thread,
  countersVersion: entity?.countersVersion ?? 0,
  commentsVersion: entity?.commentsVersion ?? 0,
  updatedAt: entity?.updatedAt ?? null,
});
