import { type CommentStatus, LIMITS, type ModerationQueueQuery } from '@afterword/contracts';
import { execute, inPipeline, NIL_ID, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { CommentRow } from '../comments';
import {
  AUTHOR_COUNTS,
  EARLIER_TEXTS,
  MODERATED_COMMENT,
  PLAN_FOR_VALUES,
  QUEUE_COUNTS,
  queueStatement,
  reportedStatement,
  TEXTS_THAT_WERE_SEEN,
  unreportedStatement,
} from './decisions.sql';
import type { QueuePlace } from './queue-cursor';

/** A comment as moderators see it, of any status. */
export interface QueueRow extends CommentRow {
  pageKey: string;
  pageUrl: string | null;
  pageTitle: string | null;
  openReports: number;
  /** Null for a comment that is no reply. */
  parentStatus: CommentStatus | null;
  parentExcerpt: string | null;
  parentName: string | null;
  /** What its reports weigh, in the order by reports. */
  weight?: number;
}

/** A text that a comment had, until when, and the comment's status by then. */
export interface EarlierText {
  body: string;
  status: CommentStatus;
  at: Date;
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

  list(siteId: string, query: ModerationQueueQuery, after: QueuePlace, limit: number): Promise<QueueRow[]> {
    if (query.q === undefined) return listWith(this.dataSource, { siteId, query, after, limit });
    return inPipeline(this.dataSource, (tx) => {
      tx.send(execute(tx, PLAN_FOR_VALUES));
      return listWith(tx, { siteId, query, after, limit });
    });
  }

  async find(siteId: string, id: string): Promise<QueueRow | null> {
    const [row] = await rowsOf<QueueRow>(this.dataSource, MODERATED_COMMENT, [siteId, id]);
    return row ?? null;
  }

  /** The text that readers saw before the last edit of it, by comment; absent where there was none, or it is too long ago. */
  async seenBefore(siteId: string, comments: readonly string[]): Promise<Map<string, { body: string; at: Date }>> {
    if (comments.length === 0) return new Map();
    const rows = await rowsOf<{ commentId: string; body: string; at: Date }>(this.dataSource, TEXTS_THAT_WERE_SEEN, [
      siteId,
      [...comments],
    ]);
    return new Map(rows.map(({ commentId, ...text }) => [commentId, text]));
  }

  /** The texts that a comment had before, the newest first. */
  earlierTexts(siteId: string, id: string): Promise<EarlierText[]> {
    return rowsOf<EarlierText>(this.dataSource, EARLIER_TEXTS, [siteId, id, LIMITS.earlierTextsShown]);
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

interface QueuePart {
  siteId: string;
  query: ModerationQueueQuery;
  after: QueuePlace;
  limit: number;
}

async function listWith(runner: SqlRunner, { siteId, query, after, limit }: QueuePart): Promise<QueueRow[]> {
  const { status, sort, q, reader = null, page = null } = query;
  const pattern = q === undefined ? null : patternOf(q);
  const rows = (statement: string, id: string, count: number, ...more: unknown[]) =>
    rowsOf<QueueRow>(runner, statement, [siteId, id, count, pattern, reader, page, ...more]);
  const queue = { status, hasText: pattern !== null };
  if (sort !== 'reports') return rows(queueStatement(queue, sort), after.id, limit);
  const reported = after.weight > 0 ? await rows(reportedStatement(queue), after.id, limit, after.weight) : [];
  const left = limit - reported.length;
  if (left === 0) return reported;
  const from = after.weight > 0 ? NIL_ID : after.id;
  return [...reported, ...(await rows(unreportedStatement(queue), from, left))];
}

/** For `like`: a text that contains the words, whatever signs are in them. */
const patternOf = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`;
