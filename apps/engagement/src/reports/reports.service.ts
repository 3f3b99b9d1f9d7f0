import type { CreateReport, ReportList, ReportReceipt } from '@afterword/contracts';
import { Cursor, type IdempotencyKey, MAX_ID, pageOf, type ReaderPrincipal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { CommentRow } from '../comments';
import { PageWrites } from '../page-writes';
import { SitesService } from '../sites';
import { ReportComment } from './report-comment.writer';
import { REPORTS_OF_READER } from './reports.sql';

interface ReportRow {
  id: string;
  comment: string;
  reason: CreateReport['reason'];
  status: ReportReceipt['status'];
  createdAt: Date;
  resolvedAt: Date | null;
}

const position = new Cursor(z.tuple([z.literal('reports'), z.uuid()]));

/** What readers report. */
@Injectable()
export class ReportsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly writes: PageWrites,
    private readonly reportComment: ReportComment,
    private readonly sites: SitesService,
  ) {}

  /** @throws DomainError `own-comment`, `comment-not-found` */
  async report(
    { siteId, pageId, id }: CommentRow,
    report: CreateReport,
    { principal, key }: { principal: ReaderPrincipal; key: IdempotencyKey | null },
  ): Promise<ReportReceipt> {
    const { reportsToHold } = (await this.sites.get(siteId)).moderation;
    const command = { siteId, pageId, commentId: id, report, reportsToHold, principal, key };
    return this.writes.run(this.reportComment, command);
  }

  /** What the reader reported and what became of it, the newest first. */
  async ofReader(
    { reader }: ReaderPrincipal,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<ReportList> {
    const after = cursor === undefined ? MAX_ID : position.decode(cursor)[1];
    const values = [reader.siteId, reader.id, limit + 1, after];
    const rows = await rowsOf<ReportRow>(this.dataSource, REPORTS_OF_READER, values);
    const { items, next } = pageOf(rows, limit, ({ id }) => position.encode(['reports', id]));
    return {
      items: items.map(({ createdAt, resolvedAt, ...report }) => ({
        ...report,
        createdAt: createdAt.toISOString(),
        resolvedAt: resolvedAt?.toISOString() ?? null,
      })),
      next,
    };
  }
}
