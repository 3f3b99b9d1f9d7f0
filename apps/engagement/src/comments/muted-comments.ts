import type { CommentSort } from '@afterword/contracts';
import type { TimeCursor } from './comment-cursor';
import { readTimeCursor, readTopCursor } from './comment-cursor';
import type { CommentRow, ListedComment } from './comments.repository';

/**
 * What only one reader sees of a page since they are or were muted: their comments, and those above them that no list shows. Puts them
 * where lists would have them, so that the reader's own lists look as if everybody saw the same.
 */
export class MutedComments {
  private readonly byParent = new Map<string | null, CommentRow[]>();

  /** @param rows the oldest first */
  constructor(rows: readonly CommentRow[]) {
    for (const row of rows) {
      const siblings = this.byParent.get(row.parentId);
      if (siblings) siblings.push(row);
      else this.byParent.set(row.parentId, [row]);
    }
  }

  has(id: string): boolean {
    return [...this.byParent.values()].some((rows) => rows.some((row) => row.id === id));
  }

  /** @param rows a part of a list of top-level comments, as many as `limit` where it goes on */
  inList(
    rows: readonly ListedComment[],
    { sort, cursor, limit }: { sort: CommentSort; cursor?: string | undefined; limit: number },
  ): ListedComment[] {
    // To go on by the ranks of the present, where no other comment tells of which moment the list is.
    const rankVersion = rows[0]?.rankVersion ?? Number.MAX_SAFE_INTEGER;
    const own = (this.byParent.get(null) ?? [])
      .filter((row) => cursor === undefined || isAfter(row, sort, cursor))
      .map((row) => ({ ...row, rankVersion }));
    if (own.length === 0) return this.withReplies(rows);
    const merged = [...rows, ...own].sort((one, other) => compare(one, other, sort));
    return this.withReplies(merged.slice(0, limit));
  }

  /** @param replies of some comments, the oldest first, at most `limit` of each */
  amongReplies(
    replies: readonly CommentRow[],
    { parentIds, limit, after }: { parentIds: readonly string[]; limit: number; after: TimeCursor },
  ): CommentRow[] {
    const own = parentIds.flatMap((id) => (this.byParent.get(id) ?? []).filter((row) => row.id > after.id));
    if (own.length === 0) return this.withReplies(replies);
    const taken = new Map<string | null, number>();
    const merged = [...replies, ...own].sort(byTime).filter(({ parentId }) => {
      const number = (taken.get(parentId) ?? 0) + 1;
      taken.set(parentId, number);
      return number <= limit;
    });
    return this.withReplies(merged);
  }

  /** Comments with the numbers of replies that the reader sees. */
  withReplies<Row extends CommentRow>(rows: readonly Row[]): Row[] {
    return rows.map((row) => {
      const own = this.byParent.get(row.id)?.length ?? 0;
      return own === 0 ? row : { ...row, replyCount: row.replyCount + own };
    });
  }
}

const byTime = (one: CommentRow, other: CommentRow): number => (one.id < other.id ? -1 : 1);

function compare(one: ListedComment, other: ListedComment, sort: CommentSort): number {
  switch (sort) {
    case 'oldest':
      return byTime(one, other);
    case 'newest':
    case 'author':
      return byTime(other, one);
    case 'top':
      return Number(pinnedOf(other)) - Number(pinnedOf(one)) || scoreOf(other) - scoreOf(one) || byTime(other, one);
  }
}

function isAfter(row: CommentRow, sort: CommentSort, cursor: string): boolean {
  if (sort !== 'top') {
    const { id } = readTimeCursor(sort, cursor);
    return sort === 'oldest' ? row.id > id : row.id < id;
  }
  return compare({ ...row, ...readTopCursor(cursor) }, row, sort) < 0;
}

const pinnedOf = ({ pinned, rankPinned = pinned }: ListedComment): boolean => rankPinned;
const scoreOf = ({ score, rankScore = score }: ListedComment): number => rankScore;
