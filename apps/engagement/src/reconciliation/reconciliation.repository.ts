import { execute, NIL_ID, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DRIFTED_COMMENTS, DRIFTED_COUNTERS, PAGES_AFTER, SET_COMMENTS, SET_COUNTERS } from './reconciliation.sql';

export interface PageRef {
  siteId: string;
  id: string;
}

export interface NamedPage extends PageRef {
  key: string;
}

/** Before the first page. */
export const BEFORE_ALL: PageRef = { siteId: '', id: NIL_ID };

/** A counter that is not what the facts say. */
export interface CounterDrift {
  siteId: string;
  pageId: string;
  /** The page or one of its comments. */
  targetId: string;
  metric: string;
  value: number;
  counted: number;
}

/** A comment that does not fit what is below it. */
export interface CommentDrift {
  siteId: string;
  pageId: string;
  id: string;
  replyCount: number;
  countedReplies: number;
  score: number;
  countedScore: number;
}

@Injectable()
export class ReconciliationRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  pagesAfter({ siteId, id }: PageRef, limit: number): Promise<NamedPage[]> {
    return rowsOf<NamedPage>(this.dataSource, PAGES_AFTER, [siteId, id, limit]);
  }

  driftedCounters(pages: readonly PageRef[], runner: SqlRunner = this.dataSource): Promise<CounterDrift[]> {
    return rowsOf<CounterDrift>(runner, DRIFTED_COUNTERS, columns(pages));
  }

  driftedComments(pages: readonly PageRef[], runner: SqlRunner = this.dataSource): Promise<CommentDrift[]> {
    return rowsOf<CommentDrift>(runner, DRIFTED_COMMENTS, columns(pages));
  }

  /** The caller holds the page's row. */
  async setCounters(tx: SqlTransaction, siteId: string, drifts: readonly CounterDrift[]): Promise<void> {
    if (drifts.length === 0) return;
    await execute(tx, SET_COUNTERS, [
      siteId,
      drifts.map(({ targetId }) => targetId),
      drifts.map(({ metric }) => metric),
      drifts.map(({ counted }) => counted),
    ]);
  }

  /** The caller holds the page's row. */
  async setComments(tx: SqlTransaction, siteId: string, drifts: readonly CommentDrift[]): Promise<void> {
    await execute(tx, SET_COMMENTS, [
      siteId,
      drifts.map(({ id }) => id),
      drifts.map(({ countedReplies }) => countedReplies),
      drifts.map(({ countedScore }) => countedScore),
    ]);
  }
}

const columns = (pages: readonly PageRef[]) => [pages.map(({ siteId }) => siteId), pages.map(({ id }) => id)];
