import { Cleanup, execute, type Principal, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ModerationLog } from '../moderation-log';
import {
  LOCK_WEIGHTS,
  LOCK_WEIGHTS_OF,
  REOPEN_REPORTS,
  REPORTERS_TO_WEIGH,
  REPORTS_OF_COMMENTS,
  RESOLVE_REPORTS,
  WEIGH_REPORTS,
} from './reports.sql';

/** A comment's open reports. */
export interface OpenReports {
  open: number;
  /** What they weigh together, by how right each reader was. */
  weight: number;
  /** How many for each reason. */
  reasons: Record<string, number>;
}

export const NO_REPORTS: OpenReports = { open: 0, weight: 0, reasons: {} };

/** Readers whose reports are weighed anew in a round of cleanup. */
const BATCH = 100;

@Injectable()
export class ReportsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: ModerationLog,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'report-weights', run: () => this.weighAfterRestrictions() });
  }

  /**
   * Gives the open reports of readers the weight that they have now: after what settles their other reports, and after a restriction.
   * Takes a lock of the site until the transaction ends, so it comes after the locks of pages.
   */
  async weigh(tx: SqlTransaction, siteId: string, readerIds: readonly string[]): Promise<void> {
    if (readerIds.length === 0) return;
    await rowsOf(tx, LOCK_WEIGHTS, [siteId]);
    await execute(tx, WEIGH_REPORTS, [siteId, [...new Set(readerIds)]]);
  }

  /** @returns of how many readers */
  private async weighAfterRestrictions(): Promise<number> {
    const readers = await rowsOf<{ siteId: string; readerId: string }>(this.dataSource, REPORTERS_TO_WEIGH, [BATCH]);
    for (const { siteId, readerId } of readers)
      await this.dataSource.transaction((tx) => this.weigh(tx, siteId, [readerId]));
    return readers.length;
  }

  /** By comment; one without open reports is absent. */
  async openOf(siteId: string, commentIds: readonly string[]): Promise<Map<string, OpenReports>> {
    const reports = new Map<string, OpenReports>();
    if (commentIds.length === 0) return reports;
    const rows = await rowsOf<{ commentId: string; reason: string; n: number; weight: number }>(
      this.dataSource,
      REPORTS_OF_COMMENTS,
      [siteId, [...commentIds]],
    );
    for (const { commentId, reason, n, weight } of rows) {
      const known = reports.get(commentId) ?? NO_REPORTS;
      reports.set(commentId, {
        open: known.open + n,
        weight: known.weight + weight,
        reasons: { ...known.reasons, [reason]: n },
      });
    }
    return reports;
  }

  /** Settles the open reports of comments. The caller holds their pages. */
  async resolve(
    tx: SqlTransaction,
    {
      siteId,
      commentIds,
      status,
      decisionId,
      by,
      automated = false,
    }: {
      siteId: string;
      commentIds: readonly string[];
      status: 'upheld' | 'dismissed';
      decisionId: string;
      by: Principal;
      /** Whether a program decided. */
      automated?: boolean;
    },
  ): Promise<void> {
    // Before the comments' weights are touched.
    await rowsOf(tx, LOCK_WEIGHTS_OF, [siteId, [...commentIds]]);
    const settled = await rowsOf<{ id: string; commentId: string; readerId: string }>(tx, RESOLVE_REPORTS, [
      siteId,
      [...commentIds],
      status,
      decisionId,
    ]);
    await this.log.record(
      tx,
      settled.map(({ id: report, commentId: comment, readerId }) => ({
        ...({ siteId, action: status === 'upheld' ? 'report.upheld' : 'report.dismissed', by, automated } as const),
        ...{ comment, report, decision: decisionId, subject: { reader: readerId } },
      })),
    );
    await this.weigh(
      tx,
      siteId,
      settled.map(({ readerId }) => readerId),
    );
  }

  /** Opens what a decision settled again. The caller holds the pages of its comments. */
  async reopen(tx: SqlTransaction, siteId: string, decisionId: string): Promise<void> {
    await rowsOf(tx, LOCK_WEIGHTS, [siteId]);
    const reopened = await rowsOf<{ readerId: string }>(tx, REOPEN_REPORTS, [siteId, decisionId]);
    await this.weigh(
      tx,
      siteId,
      reopened.map(({ readerId }) => readerId),
    );
  }
}
