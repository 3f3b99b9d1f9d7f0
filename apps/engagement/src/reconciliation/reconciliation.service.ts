import { counter, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageGoneError, PageWrites } from '../page-writes';
import {
  BEFORE_ALL,
  type CommentDrift,
  type CounterDrift,
  type NamedPage,
  type PageRef,
  ReconciliationRepository,
} from './reconciliation.repository';
import { RepairPage } from './repair-page.writer';

const RECONCILER: Principal = { kind: 'service', name: 'reconciler' };

/** What differed on a page. */
export interface Drift {
  page: NamedPage;
  counters: readonly CounterDrift[];
  comments: readonly CommentDrift[];
  repaired: boolean;
}

export interface ReconciledBatch {
  /** Where the next batch begins; null at the end. */
  next: PageRef | null;
  /** The pages that were compared. */
  pages: readonly NamedPage[];
  drifts: Drift[];
}

/**
 * Recounts what readers did and compares it with the counters. Facts and counters change in one transaction, so a difference is a
 * bug or a manual change in the database; the facts win.
 */
@Injectable()
export class ReconciliationService {
  private readonly found = counter('afterword_drift_total', 'Counters and comments that were not what the facts say', [
    'what',
  ]);

  constructor(
    private readonly repository: ReconciliationRepository,
    private readonly writes: PageWrites,
    private readonly repairPage: RepairPage,
  ) {}

  /** The pages that differ, out of all. */
  async *all({ fix }: { fix: boolean }): AsyncGenerator<Drift> {
    for (let after: PageRef | null = BEFORE_ALL; after;) {
      const batch: ReconciledBatch = await this.batch({ after, limit: 200, fix });
      yield* batch.drifts;
      after = batch.next;
    }
  }

  /** Some pages in the order of their ids. */
  async batch({ after, limit, fix }: { after: PageRef; limit: number; fix: boolean }): Promise<ReconciledBatch> {
    const pages = await this.repository.pagesAfter(after, limit);
    // One after the other: side by side they would open a connection every time that the reconciler of an installation at rest looks.
    const counters = await this.repository.driftedCounters(pages);
    const comments = await this.repository.driftedComments(pages);
    this.found.inc({ what: 'counters' }, counters.length);
    this.found.inc({ what: 'comments' }, comments.length);
    const drifts: Drift[] = [];
    for (const page of pages) {
      const of = { counters: counters.filter(isOf(page)), comments: comments.filter(isOf(page)) };
      if (of.counters.length + of.comments.length === 0) continue;
      drifts.push({ page, ...of, repaired: fix && (await this.repair(page)) });
    }
    const last = pages.at(-1);
    return { next: pages.length === limit && last ? last : null, pages, drifts };
  }

  /** False where the page is gone by now. */
  private async repair({ siteId, id: pageId }: NamedPage): Promise<boolean> {
    try {
      await this.writes.run(this.repairPage, { siteId, pageId, principal: RECONCILER, key: null });
      return true;
    } catch (error) {
      if (error instanceof PageGoneError) return false;
      throw error;
    }
  }
}

const isOf =
  ({ siteId, id }: PageRef) =>
  (drift: { siteId: string; pageId: string }) =>
    drift.siteId === siteId && drift.pageId === id;
