import { type Author, LIMITS } from '@afterword/contracts';
import { ReadReplica, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ByteBudget } from '../comments';
import { FEED_OF_PAGE, FEED_OF_SITE } from './comment-feeds.sql';

/** A comment as a feed shows it. */
export interface FeedEntry {
  id: string;
  parentId: string | null;
  body: string;
  html: string;
  createdAt: Date;
  editedAt: Date | null;
  pageKey: string;
  pageUrl: string | null;
  pageTitle: string | null;
  /** As it is stored. */
  author: Author;
}

/** The latest comments, newest first: `LIMITS.commentsInFeed`, and fewer where they are long (`LIMITS.threadBytes`). */
@Injectable()
export class CommentFeedsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly replica: ReadReplica,
  ) {}

  ofPage(siteId: string, pageId: string): Promise<FeedEntry[]> {
    return this.read(this.dataSource, FEED_OF_PAGE, [siteId, pageId]);
  }

  /** May be some seconds old. */
  ofSite(siteId: string): Promise<FeedEntry[]> {
    return this.replica.ask((runner) => this.read(runner, FEED_OF_SITE, [siteId]));
  }

  private async read(runner: SqlRunner, statement: string, of: readonly string[]): Promise<FeedEntry[]> {
    const rows = await rowsOf<FeedEntry>(runner, statement, [...of, LIMITS.commentsInFeed]);
    return new ByteBudget().take(rows);
  }
}
