import type { CommentStatus, EventType } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { LogPlace } from './log-place';
import { COMMENT_EVENTS_AFTER, LOG_END } from './moderation-events.sql';

/** Something that happened to a comment, with how it is now; nulls where it is gone with its page or site. */
export interface CommentEvent extends LogPlace {
  siteId: string;
  type: EventType;
  id: string | null;
  status: CommentStatus | null;
  editedAt: Date | null;
  openReports: number | null;
}

const TYPES: readonly EventType[] = [
  'comment.created',
  'comment.published',
  'comment.held',
  'comment.rejected',
  'comment.removed',
  'comment.deleted',
  'comment.edited',
  'report.created',
];

@Injectable()
export class ModerationEventsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async end(): Promise<LogPlace> {
    const [place] = await rowsOf<LogPlace>(this.dataSource, LOG_END);
    return place ?? { txid: '0', position: '0' };
  }

  after({ txid, position }: LogPlace, sites: readonly string[], limit: number): Promise<CommentEvent[]> {
    return rowsOf<CommentEvent>(this.dataSource, COMMENT_EVENTS_AFTER, [txid, position, sites, TYPES, limit]);
  }
}
