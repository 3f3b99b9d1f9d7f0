import { counter } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentsRepository } from '../comments';
import { PageChanges } from '../page-changes';
import { PageGoneError, PagesRepository } from '../pages';
import {
  BEFORE_ALL,
  type CommentDrift,
  type CounterDrift,
  type NamedPage,
  type PageRef,
  ReconciliationRepository,
} from './reconciliation.repository';

/** What was found wrong on a page. */
export interface Drift {
  page: NamedPage;
  counters: readonly CounterDrift[];
  comments: readonly CommentDrift[];
  mended: boolean;
}

export interface Stretch {
  /** Where to go on; null at the end. */
  next: PageRef | null;
  /** What was looked at. */
  pages: readonly NamedPage[];
  drifts: Drift[];
}

/**
 * Recounts what readers did, and compares it with what is shown. Facts and their counters change in one transaction, so a
 * difference is a bug of ours or somebody's hand in the database, and the facts are right.
 */
@Injectable()
export class ReconciliationService {
  private readonly found = counter('afterword_drift_total', 'Counters and comments that were not what the facts say', [
    'what',
  ]);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly repository: ReconciliationRepository,
    private readonly pages: PagesRepository,
    private readonly comments: CommentsRepository,
    private readonly changes: PageChanges,
  ) {}

  /** Every page, some at a time: those that are not as they should be. */
  async *all({ fix }: { fix: boolean }): AsyncGenerator<Drift> {
    for (let after: PageRef | null = BEFORE_ALL; after;) {
      const stretch: Stretch = await this.stretch({ after, limit: 200, fix });
      yield* stretch.drifts;
      after = stretch.next;
    }
  }

  /** Some pages in the order of their ids. */
  async stretch({ after, limit, fix }: { after: PageRef; limit: number; fix: boolean }): Promise<Stretch> {
    const pages = await this.repository.pagesAfter(after, limit);
    const [counters, comments] = await Promise.all([
      this.repository.driftedCounters(pages),
      this.repository.driftedComments(pages),
    ]);
    this.found.inc({ what: 'counters' }, counters.length);
    this.found.inc({ what: 'comments' }, comments.length);
    const drifts: Drift[] = [];
    for (const page of pages) {
      const of = { counters: counters.filter(isOf(page)), comments: comments.filter(isOf(page)) };
      if (of.counters.length + of.comments.length === 0) continue;
      drifts.push({ page, ...of, mended: fix && (await this.mend(page)) });
    }
    const last = pages.at(-1);
    return { next: pages.length === limit && last ? last : null, pages, drifts };
  }

  /** In one transaction, counted anew while nobody writes below the page. False where the page is gone by now. */
  private async mend({ siteId, id: pageId }: NamedPage): Promise<boolean> {
    try {
      await this.dataSource.transaction(async (tx) => {
        const touched = await this.pages.touch(tx, { siteId, pageId, counters: true, comments: true });
        const page = [{ siteId, id: pageId }];
        const counters = await this.repository.driftedCounters(page, tx);
        await this.repository.setCounters(tx, siteId, counters);
        const changed = new Set(counters.map(({ targetId }) => targetId).filter((id) => id !== pageId));
        // A comment that lists do not show any more leaves its parent with a reply less: upwards, until all of it fits.
        for (;;) {
          const comments = await this.repository.driftedComments(page, tx);
          if (comments.length === 0) break;
          await this.repository.setComments(tx, siteId, comments);
          for (const { id } of comments) changed.add(id);
        }
        const version = touched.commentsVersion;
        await this.comments.markChanged(
          tx,
          [...changed].map((id) => ({ siteId, id, version })),
        );
      });
    } catch (error) {
      if (error instanceof PageGoneError) return false;
      throw error;
    }
    this.changes.changed([{ siteId, pageId }]);
    return true;
  }
}

const isOf =
  ({ siteId, id }: PageRef) =>
  (drift: { siteId: string; pageId: string }) =>
    drift.siteId === siteId && drift.pageId === id;
