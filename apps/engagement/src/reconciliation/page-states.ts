import type { Counters, PageState } from '@afterword/contracts';
import { execute, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CountersRepository, toCounters } from '../counters';
import { PageWrites } from '../page-writes';
import { SitesService } from '../sites';
import { type HeldState, OvertakeContent } from './overtake-content.writer';
import type { PageRef } from './reconciliation.repository';
import { ANNOUNCE_SOME_AGAIN, PAGE_STATES } from './reconciliation.sql';

const DOCTOR: Principal = { kind: 'service', name: 'doctor' };

/** Keys that are read at a time. */
const BATCH = 500;

interface StateRow {
  siteId: string;
  key: string;
  pageId: string;
  countersVersion: number;
  commentsVersion: number;
  waiting: boolean;
}

/** What content should hold of every page, for whoever compares the two or tells it again. */
@Injectable()
export class PageStates {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly counters: CountersRepository,
    private readonly sites: SitesService,
    private readonly writes: PageWrites,
    private readonly overtakeContent: OvertakeContent,
  ) {}

  /** By site and key, each key of a page that something has happened on. */
  async *all(): AsyncGenerator<PageState> {
    for (let after: Pick<StateRow, 'siteId' | 'key'> | undefined = { siteId: '', key: '' }; after;) {
      const rows: StateRow[] = await rowsOf(this.dataSource, PAGE_STATES, [after.siteId, after.key, BATCH]);
      const counters = await this.counters.ofTargets(rows.map(({ siteId, pageId }) => ({ siteId, targetId: pageId })));
      for (const { siteId, key, pageId, countersVersion, commentsVersion, waiting } of rows) {
        if (countersVersion + commentsVersion === 0) continue;
        const { reactionKinds } = await this.sites.get(siteId);
        const state: Counters = toCounters(reactionKinds, counters.get(pageId) ?? []);
        yield { site: siteId, page: key, countersVersion, commentsVersion, waiting, counters: state };
      }
      after = rows.length === BATCH ? rows.at(-1) : undefined;
    }
  }

  /** Announces the whole state of pages once more: content takes what it has not. */
  async announceAgain(pages: readonly PageRef[]): Promise<void> {
    await execute(this.dataSource, ANNOUNCE_SOME_AGAIN, [pages.map(({ siteId }) => siteId), pages.map(({ id }) => id)]);
  }

  /** As `announceAgain`, for what content shows of whole sites. */
  announceSitesAgain(): Promise<void> {
    return this.sites.announceAllAgain();
  }

  /** Announces pages with versions that are newer than those that content holds. @returns how many pages they are */
  async overtake(held: readonly HeldState[]): Promise<number> {
    let pages = 0;
    for (const siteId of new Set(held.map(({ site }) => site))) {
      const ofSite = held.filter(({ site }) => site === siteId);
      pages += await this.writes.run(this.overtakeContent, { siteId, principal: DOCTOR, key: null, held: ofSite });
    }
    return pages;
  }
}
