import { execute, type Principal, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ModerationLog } from '../moderation-log';
import { REOPEN_REPORTS, REPORTS_OF_COMMENTS, RESOLVE_REPORTS } from './reports.sql';

/** A comment's open reports. */
export interface OpenReports {
  open: number;
  /** How many for each reason. */
  reasons: Record<string, number>;
}

@Injectable()
export class ReportsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: ModerationLog,
  ) {}

  /** By comment; one without open reports is absent. */
  async openOf(siteId: string, commentIds: readonly string[]): Promise<Map<string, OpenReports>> {
    const reports = new Map<string, OpenReports>();
    if (commentIds.length === 0) return reports;
    const rows = await rowsOf<{ commentId: string; reason: string; n: number }>(this.dataSource, REPORTS_OF_COMMENTS, [
      siteId,
      [...commentIds],
    ]);
    for (const { commentId, reason, n } of rows) {
      const known = reports.get(commentId) ?? { open: 0, reasons: {} };
      reports.set(commentId, { open: known.open + n, reasons: { ...known.reasons, [reason]: n } });
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
  }

  /** Opens what a decision settled again. The caller holds the pages of its comments. */
  async reopen(tx: SqlTransaction, siteId: string, decisionId: string): Promise<void> {
    await execute(tx, REOPEN_REPORTS, [siteId, decisionId]);
  }
}
