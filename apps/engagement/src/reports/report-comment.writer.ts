import type { CommentStatus, CreateReport, ReportReceipt } from '@afterword/contracts';
import { DomainError, newId, type Pipeline, type ReaderPrincipal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentStatuses } from '../comments';
import type { NewEvent } from '../event-log';
import { type LockedPages, type OnePageCommand, type PageWrite, SingleWriter } from '../page-writes';
import { COMMENT_TO_REPORT, STORE_REPORT, WEIGHT_OF_REPORTS } from './reports.sql';

export interface ReportCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  commentId: string;
  report: CreateReport;
  /** The weight of open reports from which a comment is held; null: any. */
  reportsToHold: number | null;
}

/**
 * A reader's report about a comment, once for each. Enough open reports hide a published comment until a moderator has decided.
 * @throws DomainError `comment-not-found`, `own-comment`
 */
@Injectable()
export class ReportComment extends SingleWriter<ReportCommand, ReportReceipt> {
  readonly name = 'report-comment';

  constructor(private readonly statuses: CommentStatuses) {
    super();
  }

  protected async change(tx: Pipeline, command: ReportCommand, pages: LockedPages): Promise<PageWrite<ReportReceipt>> {
    const { siteId, pageId, principal, commentId, report, reportsToHold } = command;
    const readerId = principal.reader.id;
    const [comment] = await rowsOf<{ authorId: string; status: CommentStatus }>(tx, COMMENT_TO_REPORT, [
      siteId,
      commentId,
    ]);
    if (comment?.status !== 'published') throw new DomainError('comment-not-found');
    if (comment.authorId === readerId) throw new DomainError('own-comment');
    const values = [siteId, newId(), commentId, readerId, report.reason, report.text ?? null];
    const [stored] = await rowsOf<ReportReceipt & { isNew: boolean }>(tx, STORE_REPORT, values);
    if (!stored) throw new Error('A report is new or stored');
    const { isNew, ...answer } = stored;
    if (!isNew) return { answer };
    const { reason } = report;
    const created: NewEvent = {
      type: 'report.created',
      siteId,
      pageId,
      subjectId: answer.id,
      actorId: readerId,
      payload: { commentId, reason },
    };
    const [open] = await rowsOf<{ weight: number }>(tx, WEIGHT_OF_REPORTS, [siteId, commentId]);
    if (reportsToHold === null || (open?.weight ?? 0) < reportsToHold) return { answer, events: [created] };
    const { counters, changed, events } = await this.statuses.change(tx, [{ siteId, pageId, id: commentId }], {
      cause: 'reported',
      by: principal,
      pages,
    });
    return { answer, counters, changed, events: [created, ...events] };
  }
}
