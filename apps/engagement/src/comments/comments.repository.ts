import { type Author, type CommentSort, type CommentStatus, LIMITS, type Verdict } from '@afterword/contracts';
import {
  Cleanup,
  execute,
  idAt,
  MAX_ID,
  newId,
  NIL_ID,
  type Pipeline,
  rowsOf,
  type SqlRunner,
  type SqlTransaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LIST_WITH_AUTHORS } from './author-conversations.sql';
import { readTimeCursor, readTopCursor, type TimeCursor } from './comment-cursor';
import {
  ANCESTORS,
  CHANGED_SINCE,
  COMMENTS_OF_READER,
  COMMENTS_TO_RENDER,
  EDIT_COMMENT,
  FEATURE_COMMENT,
  FEATURED_COMMENTS,
  FORGET_EARLIER_TEXTS,
  FORGET_EARLIER_TEXTS_OF,
  FORGET_FORMER_RANKS,
  FORGET_IMPORT_CHANGES,
  HELD_OF_READER,
  FIND_COMMENT,
  HIDDEN_REPLIES,
  INSERT_COMMENTS,
  LIST_NEWEST,
  LIST_OLDEST,
  LIST_REPLIES,
  LIST_TOP,
  LIST_TOP_AFTER,
  MARK_CHANGED,
  MUTED_OF_READER,
  PARENTS_FOR_REPLIES,
  PIN_COMMENT,
  STORE_FINGERPRINTS,
  STORE_RENDERING,
} from './comments.sql';
import { RENDERER_VERSION } from './comment-html';

/** Ids of texts and runs that are older than moderators may see are before it. */
const endOfEarlierTexts = (): string => idAt(new Date(Date.now() - LIMITS.earlierTextDays * 86_400_000));

export interface CommentRow {
  siteId: string;
  id: string;
  pageId: string;
  parentId: string | null;
  depth: number;
  readerId: string;
  body: string | null;
  html: string | null;
  status: CommentStatus;
  pinned: boolean;
  featured: boolean;
  score: number;
  replyCount: number;
  listed: boolean;
  createdAt: Date;
  editedAt: Date | null;
  /** Why moderation did not let the text pass; null where it did. */
  verdicts: Verdict[] | null;
  authorName: string;
  authorAvatarUrl: string | null;
  authorRole: Author['role'];
}

/** What became of a page's featured comments. */
interface FeaturedChange {
  count: number;
  /** Whose the comment is. */
  readerId: string;
  wasFeatured: boolean;
}

/** A comment in a list; with the rank that it has there, where the list is by rank. */
export interface ListedComment extends CommentRow {
  rankPinned?: boolean;
  rankScore?: number;
  /** The page's comments version when the list was begun. */
  rankVersion?: number;
}

/** A parent is one of its page only. */
export const parentKey = (pageId: string, id: string) => `${pageId}/${id}`;

/** A comment that may be replied to. */
export interface Parent {
  depth: number;
  /** Whether only its author sees it, and so the reply. */
  isMuted: boolean;
}

export interface CommentRef {
  siteId: string;
  id: string;
}

interface ReaderRef {
  siteId: string;
  readerId: string;
}

export interface CommentToRender extends CommentRef {
  pageId: string;
  body: string;
  html: string;
}

export interface ListQuery {
  siteId: string;
  pageId: string;
  sort: Exclude<CommentSort, 'author'>;
  limit: number;
  cursor?: string | undefined;
}

export interface AuthorsListQuery extends Omit<ListQuery, 'sort'> {
  /** The page's authors. */
  readerIds: readonly string[];
  /** One of them, where that one asks and may have comments that nobody else sees. */
  mutedId: string | null;
}

/** Rows that one round of cleanup removes at most. */
const BATCH = 1_000;

@Injectable()
export class CommentsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    const minutes = LIMITS.rankedListMinutes;
    cleanup.add({ name: 'former-ranks', run: () => execute(this.dataSource, FORGET_FORMER_RANKS, [minutes]) });
    cleanup.add({
      name: 'earlier-texts',
      run: () => execute(this.dataSource, FORGET_EARLIER_TEXTS, [endOfEarlierTexts(), BATCH]),
    });
    cleanup.add({
      name: 'import-changes',
      run: () => execute(this.dataSource, FORGET_IMPORT_CHANGES, [endOfEarlierTexts(), BATCH]),
    });
  }

  async find(id: string, runner: SqlRunner = this.dataSource): Promise<CommentRow | null> {
    const [row] = await rowsOf<CommentRow>(runner, FIND_COMMENT, [id]);
    return row ?? null;
  }

  /** Erases what a reader had written before they edited it. */
  async forgetEarlierTexts(tx: SqlTransaction, { siteId, readerId }: ReaderRef): Promise<void> {
    await execute(tx, FORGET_EARLIER_TEXTS_OF, [siteId, readerId]);
  }

  /** Top-level comments, each list in its own order. */
  async list(
    { siteId, pageId, sort, limit, cursor }: ListQuery,
    runner: SqlRunner = this.dataSource,
  ): Promise<ListedComment[]> {
    const page = [siteId, pageId, limit];
    switch (sort) {
      case 'top': {
        if (cursor === undefined) return rowsOf<ListedComment>(runner, LIST_TOP, page);
        const { pinned, score, id, version } = readTopCursor(cursor);
        return rowsOf<ListedComment>(runner, LIST_TOP_AFTER, [...page, pinned, score, id, version]);
      }
      case 'newest':
        return rowsOf<CommentRow>(runner, LIST_NEWEST, [...page, cursor ? readTimeCursor(sort, cursor).id : MAX_ID]);
      case 'oldest':
        return rowsOf<CommentRow>(runner, LIST_OLDEST, [...page, cursor ? readTimeCursor(sort, cursor).id : NIL_ID]);
    }
  }

  /** The newest conversations in which a page's authors wrote something that is seen. */
  async listWithAuthors({
    siteId,
    pageId,
    limit,
    cursor,
    readerIds,
    mutedId,
  }: AuthorsListQuery): Promise<ListedComment[]> {
    const after = cursor === undefined ? MAX_ID : readTimeCursor('author', cursor).id;
    const values = [siteId, pageId, limit, after, [...readerIds], LIMITS.authorComments, mutedId];
    return readerIds.length === 0 ? [] : rowsOf<CommentRow>(this.dataSource, LIST_WITH_AUTHORS, values);
  }

  /** The first `limit` replies of each parent after the cursor, oldest first. */
  replies(
    asked: { siteId: string; parentIds: readonly string[]; limit: number; after: TimeCursor },
    runner: SqlRunner = this.dataSource,
  ): Promise<CommentRow[]> {
    const { siteId, parentIds, limit, after } = asked;
    return rowsOf<CommentRow>(runner, LIST_REPLIES, [siteId, [...parentIds], limit, after.id]);
  }

  /** How many replies, at all levels, are below each comment after a reply of it. Counted up to `limit` for all of them together. */
  async hiddenReplies(
    siteId: string,
    comments: readonly { id: string; after: string }[],
    limit: number,
  ): Promise<Map<string, number>> {
    const parameters = [siteId, comments.map(({ id }) => id), comments.map(({ after }) => after), limit];
    const rows = await rowsOf<{ id: string; count: number }>(this.dataSource, HIDDEN_REPLIES, parameters);
    return new Map(rows.map(({ id, count }) => [id, count]));
  }

  /** What changed on a page after a version, oldest change first. */
  changedSince(
    page: { siteId: string; key: string },
    version: number,
    limit: number,
  ): Promise<(CommentRow & { isNew: boolean; changedVersion: number })[]> {
    return rowsOf(this.dataSource, CHANGED_SINCE, [page.siteId, page.key, version, limit]);
  }

  /** Those comments that a reader may reply to, by `parentKey` and reader. The caller holds the pages' rows. */
  async parentsOf(
    tx: SqlTransaction,
    asked: readonly { siteId: string; pageId: string; parentId: string; readerId: string }[],
  ): Promise<Map<string, Parent>> {
    if (asked.length === 0) return new Map();
    const rows = await rowsOf<Parent & { pageId: string; id: string }>(tx, PARENTS_FOR_REPLIES, [
      asked.map(({ siteId }) => siteId),
      asked.map(({ pageId }) => pageId),
      asked.map(({ parentId }) => parentId),
      asked.map(({ readerId }) => readerId),
    ]);
    return new Map(rows.map(({ pageId, id, ...parent }) => [parentKey(pageId, id), parent]));
  }

  /** The caller holds the pages' rows, and raises their counters and versions. */
  async insert(tx: SqlTransaction, comments: readonly CommentRow[], versions: readonly number[]): Promise<void> {
    if (comments.length === 0) return;
    await execute(tx, INSERT_COMMENTS, [
      comments.map(({ siteId }) => siteId),
      comments.map(({ id }) => id),
      comments.map(({ pageId }) => pageId),
      comments.map(({ parentId }) => parentId),
      comments.map(({ depth }) => depth),
      comments.map(({ readerId }) => readerId),
      comments.map(({ body }) => body),
      comments.map(({ html }) => html),
      comments.map(({ createdAt }) => createdAt),
      versions,
      comments.map(({ status }) => status),
      comments.map(({ verdicts }) => verdicts && JSON.stringify(verdicts)),
      RENDERER_VERSION,
    ]);
  }

  /** What a reader wrote on a page and only they can see, the newest first. */
  heldOf(
    { siteId, pageId, readerId }: ReaderRef & { pageId: string },
    runner: SqlRunner = this.dataSource,
  ): Promise<CommentRow[]> {
    return rowsOf<CommentRow>(runner, HELD_OF_READER, [siteId, pageId, readerId, LIMITS.heldCommentsShown]);
  }

  /** What a muted reader wrote on a page and only they see, the oldest first, with what is above it and no list shows. */
  mutedOf({ siteId, pageId, readerId }: ReaderRef & { pageId: string }): Promise<CommentRow[]> {
    const values = [siteId, pageId, readerId, LIMITS.mutedCommentsShown];
    return rowsOf<CommentRow>(this.dataSource, MUTED_OF_READER, values);
  }

  async storeFingerprints(
    tx: SqlTransaction,
    comments: readonly (CommentRef & { readerId: string; fingerprint: string })[],
  ): Promise<void> {
    await execute(tx, STORE_FINGERPRINTS, [
      comments.map(({ siteId }) => siteId),
      comments.map(({ id }) => id),
      comments.map(({ readerId }) => readerId),
      comments.map(({ fingerprint }) => fingerprint),
    ]);
  }

  /** What a comment replies to, the nearest one last. */
  ancestors({ siteId, id }: CommentRef, limit: number): Promise<CommentRow[]> {
    return rowsOf<CommentRow>(this.dataSource, ANCESTORS, [siteId, id, limit]);
  }

  /** False when the comment is not published any more. */
  async pin(
    tx: SqlTransaction,
    comment: { siteId: string; id: string; pinned: boolean; version: number },
  ): Promise<boolean> {
    const { siteId, id, pinned, version } = comment;
    return (await rowsOf(tx, PIN_COMMENT, [siteId, id, pinned, version])).length > 0;
  }

  /**
   * How many comments the page features then, whose this one is, and whether it was featured before; null when it is not published any
   * more. The caller holds the page.
   */
  async feature(
    tx: SqlTransaction,
    comment: { siteId: string; pageId: string; id: string; featured: boolean; version: number },
  ): Promise<FeaturedChange | null> {
    const { siteId, pageId, id, featured, version } = comment;
    const [row] = await rowsOf<FeaturedChange>(tx, FEATURE_COMMENT, [siteId, pageId, id, featured, version]);
    return row ?? null;
  }

  /** What a page features of some comments; no statement where it features none. */
  async featured({
    siteId,
    pageId,
    ids,
  }: {
    siteId: string;
    pageId: string;
    ids: readonly string[];
  }): Promise<CommentRow[]> {
    return ids.length === 0 ? [] : rowsOf<CommentRow>(this.dataSource, FEATURED_COMMENTS, [siteId, pageId, [...ids]]);
  }

  /** Comments that an older renderer made, some of them. */
  toRender({ after, limit }: { after: CommentRef; limit: number }): Promise<CommentToRender[]> {
    const { siteId, id } = after;
    return rowsOf<CommentToRender>(this.dataSource, COMMENTS_TO_RENDER, [RENDERER_VERSION, limit, siteId, id]);
  }

  /** `version` is null where readers see the same as before. */
  async storeRendering(
    tx: SqlRunner,
    { siteId, id, body }: CommentToRender,
    html: string,
    version: number | null,
  ): Promise<void> {
    await execute(tx, STORE_RENDERING, [siteId, id, html, RENDERER_VERSION, body, version]);
  }

  /** What is shown with comments has changed. The caller holds the pages. */
  async markChanged(
    tx: SqlTransaction,
    comments: readonly { siteId: string; id: string; version: number }[],
  ): Promise<void> {
    if (comments.length === 0) return;
    await execute(tx, MARK_CHANGED, [
      comments.map(({ siteId }) => siteId),
      comments.map(({ id }) => id),
      comments.map(({ version }) => version),
    ]);
  }

  /** @returns the comment's status, or null when it is neither published nor held any more */
  async edit(
    tx: SqlTransaction,
    comment: Pick<CommentRow, 'siteId' | 'id' | 'verdicts'> & {
      body: string;
      html: string;
      editedAt: Date;
      version: number;
    },
  ): Promise<CommentStatus | null> {
    const { siteId, id, body, html, editedAt, version, verdicts } = comment;
    const values = [siteId, id, body, html, RENDERER_VERSION, editedAt, version, verdicts && JSON.stringify(verdicts)];
    const [row] = await rowsOf<{ status: CommentStatus }>(tx, EDIT_COMMENT, [...values, newId()]);
    return row?.status ?? null;
  }

  /** What a reader wrote and nobody erased. */
  writtenBy(tx: Pipeline, { siteId, readerId }: ReaderRef): Promise<{ siteId: string; pageId: string; id: string }[]> {
    return rowsOf(tx, COMMENTS_OF_READER, [siteId, readerId]);
  }
}
