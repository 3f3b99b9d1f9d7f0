import type { Author, ModeratedReader, ReaderList as List, ReaderListQuery, Restriction } from '@afterword/contracts';
import { Cursor, DomainError, inPipeline, MAX_ID, pageOf, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { ModerationLog } from '../moderation-log';
import {
  COMMENTS_OF_READERS,
  FIND_READER,
  LIST_READERS,
  REPORTS_OF_READERS,
  RESTRICTIONS_OF_READERS,
  SESSIONS_OF_READERS,
} from './reader-list.sql';
import { ReadersRepository } from './readers.repository';
import { SessionsService } from './sessions.service';

interface ReaderRow {
  id: string;
  name: string;
  role: Author['role'];
  createdAt: Date;
}

type CommentCounts = Omit<ModeratedReader['counts'], 'reports'>;

type RestrictionRow = Omit<Restriction, 'until' | 'at'> & { id: string; until: Date | null; at: Date };

const NO_COMMENTS: CommentCounts = { published: 0, pending: 0, rejected: 0, muted: 0 };

const idCursor = new Cursor(z.uuid());

/** A site's readers, for the people who run it. */
@Injectable()
export class ReaderList {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly readers: ReadersRepository,
    private readonly sessions: SessionsService,
    private readonly log: ModerationLog,
  ) {}

  /** The newest first. @throws DomainError `invalid-request` for a cursor that no list gave */
  async list(siteId: string, { q, limit, cursor }: ReaderListQuery): Promise<List> {
    const after = cursor === undefined ? MAX_ID : idCursor.decode(cursor);
    const values = [siteId, q?.toLowerCase() ?? null, limit + 1, after];
    const { items, next } = pageOf(await rowsOf<ReaderRow>(this.dataSource, LIST_READERS, values), limit, ({ id }) =>
      idCursor.encode(id),
    );
    return { items: await this.describe(siteId, items), next };
  }

  /** @throws DomainError `reader-not-found` */
  async get(siteId: string, id: string): Promise<ModeratedReader> {
    const rows = z.uuid().safeParse(id).success
      ? await rowsOf<ReaderRow>(this.dataSource, FIND_READER, [siteId, id])
      : [];
    const [reader] = await this.describe(siteId, rows);
    if (!reader) throw new DomainError('reader-not-found');
    return reader;
  }

  /** Signs a reader out everywhere. @throws DomainError `reader-not-found` */
  async endSessions(siteId: string, id: string, principal: Principal): Promise<void> {
    const reader = { siteId, id: (await this.get(siteId, id)).id };
    await inPipeline(this.dataSource, async (tx) => {
      await this.readers.endSessions(reader, tx);
      const subject = { reader: reader.id };
      await this.log.record(tx, [{ siteId, action: 'reader.signed-out', by: principal, subject }]);
    });
    this.sessions.forgetReader(reader);
  }

  private async describe(siteId: string, rows: readonly ReaderRow[]): Promise<ModeratedReader[]> {
    if (rows.length === 0) return [];
    const values = [siteId, rows.map(({ id }) => id)] as const;
    const [comments, sessions, reports, restrictions] = await Promise.all([
      rowsOf<CommentCounts & { id: string }>(this.dataSource, COMMENTS_OF_READERS, values),
      rowsOf<{ id: string; sessions: number }>(this.dataSource, SESSIONS_OF_READERS, values),
      rowsOf<{ id: string; reports: number }>(this.dataSource, REPORTS_OF_READERS, values),
      this.restrictionsOf(siteId, values[1]),
    ]);
    const commentsOf = new Map(comments.map(({ id, ...counts }) => [id, counts]));
    const sessionsOf = new Map(sessions.map(({ id, sessions }) => [id, sessions]));
    const reportsOf = new Map(reports.map(({ id, reports }) => [id, reports]));
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      counts: { ...NO_COMMENTS, ...commentsOf.get(row.id), reports: reportsOf.get(row.id) ?? 0 },
      restriction: restrictions.get(row.id) ?? null,
      sessions: sessionsOf.get(row.id) ?? 0,
    }));
  }

  /** What readers are restricted to now, by their ids. */
  async restrictionsOf(siteId: string, readerIds: readonly string[]): Promise<Map<string, Restriction>> {
    if (readerIds.length === 0) return new Map();
    const values = [siteId, [...new Set(readerIds)]];
    const rows = await rowsOf<RestrictionRow>(this.dataSource, RESTRICTIONS_OF_READERS, values);
    return new Map(
      rows.map(({ id, until, at, ...rest }) => [
        id,
        { ...rest, until: until?.toISOString() ?? null, at: at.toISOString() },
      ]),
    );
  }
}
