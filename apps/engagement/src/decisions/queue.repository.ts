import { type CommentStatus, LIMITS, type ModerationQueueQuery } from '@afterword/contracts';
import { execute, inPipeline, MAX_ID, NIL_ID, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { CommentRow } from '../comments';
import { AUTHOR_COUNTS, MODERATED_COMMENT, PLAN_FOR_VALUES, QUEUE_COUNTS, queueStatement } from './decisions.sql';

/** A comment as moderators see it, of any status. */
export interface QueueRow extends CommentRow {
  pageKey: string;
  pageUrl: string | null;
  pageTitle: string | null;
  /** Null for a comment that is no reply. */
  parentStatus: CommentStatus | null;
  parentExcerpt: string | null;
  parentName: string | null;
}

export interface QueueCounts {
  pending: number;
  reported: number;
  spam: number;
}

export interface AuthorCounts {
  published: number;
  pending: number;
  rejected: number;
}

@Injectable()
export class QueueRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param after the id of the last comment of the part before, undefined for the first one */
  list(siteId: string, query: ModerationQueueQuery, after: string | undefined, limit: number): Promise<QueueRow[]> {
    const { status, sort, q, reader = null, page = null } = query;
    const from = after ?? (sort === 'newest' ? MAX_ID : NIL_ID);
    const values = [siteId, from, limit, reader, page];
    if (q === undefined) {
      return rowsOf<QueueRow>(this.dataSource, queueStatement({ status, sort, hasText: false }), values);
    }
    return inPipeline(this.dataSource, (tx) => {
      tx.send(execute(tx, PLAN_FOR_VALUES));
      return rowsOf<QueueRow>(tx, queueStatement({ status, sort, hasText: true }), [...values, patternOf(q)]);
    });
  }

  async find(siteId: string, id: string): Promise<QueueRow | null> {
    const [row] = await rowsOf<QueueRow>(this.dataSource, MODERATED_COMMENT, [siteId, id]);
    return row ?? null;
  }

  async counts(siteId: string): Promise<QueueCounts> {
    const [row] = await rowsOf<QueueCounts>(this.dataSource, QUEUE_COUNTS, [siteId, LIMITS.queueCount]);
    return row ?? { pending: 0, reported: 0, spam: 0 };
  }

  /** By reader. */
  async authorCounts(siteId: string, readerIds: readonly string[]): Promise<Map<string, AuthorCounts>> {
    if (readerIds.length === 0) return new Map();
    const rows = await rowsOf<AuthorCounts & { readerId: string }>(this.dataSource, AUTHOR_COUNTS, [
      siteId,
      [...new Set(readerIds)],
    ]);
    return new Map(rows.map(({ readerId, ...counts }) => [readerId, counts]));
  }
}

/** For `like`: a text that contains the words, whatever signs are in them. */
const patternOf = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`;
