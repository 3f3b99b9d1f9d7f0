import {
  type CreateReport,
  CreateReportSchema,
  type ReportList,
  ReportListSchema,
  type ReportReceipt,
  ReportReceiptSchema,
  ReplyListQuerySchema,
} from '@afterword/contracts';
import {
  CurrentReader,
  type IdempotencyKey,
  Operation,
  type ReaderPrincipal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { CommentsService } from '../comments';
import { ReportsService } from './reports.service';

@Controller('v1')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly comments: CommentsService,
  ) {}

  @Operation({
    id: 'reportComment',
    tag: 'Moderation',
    summary: 'Reports a comment to the moderators. A second report of the same reader returns the first one.',
    access: 'reader',
    limit: 'report',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: ReportReceiptSchema },
    problems: ['own-comment', 'comment-not-found'],
  })
  @Post('comments/:id/reports')
  async report(
    @Param('id') id: string,
    @Body({ schema: CreateReportSchema }) report: CreateReport,
    @CurrentReader() principal: ReaderPrincipal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<ReportReceipt> {
    return this.reports.report(await this.comments.findPublished(id, principal), report, { principal, key });
  }

  @Operation({
    id: 'listMyReports',
    tag: 'Moderation',
    summary: 'Lists what the reader reported, and what became of it.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: ReportListSchema },
  })
  @Get('me/reports')
  list(
    @Query({ schema: ReplyListQuerySchema }) query: z.infer<typeof ReplyListQuerySchema>,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<ReportList> {
    return this.reports.ofReader(principal, query);
  }
}
