import type { Author, Comment, CommentDecision, CommentViewer } from '@afterword/contracts';
import { type CounterRow, toReactions, toRewards } from '../counters';
import { FIRST_REPLY, timeCursor } from './comment-cursor';
import { HELD, publicStatus } from './comment-status';
import type { CommentRow } from './comments.repository';

export interface CommentViewOptions {
  kinds: readonly string[];
  toAuthor: (stored: Author) => Author;
  counters: ReadonlyMap<string, readonly CounterRow[]>;
  /** Who asks: `moderator` sees every text as it is, a reader their own held ones, null what everybody sees. */
  asker: 'moderator' | { id: string } | null;
  /** What the asking reader did to a comment, or null where no reader asks. */
  viewer: ((commentId: string) => CommentViewer) | null;
  /** Replies by parent, oldest first: what the list holds of them. */
  replies: ReadonlyMap<string, readonly CommentRow[]>;
  /** What authors are told of their comments. */
  decisions?: ReadonlyMap<string, CommentDecision> | undefined;
  /** Replies at all levels that the list does not hold, by the comment that does not show them. */
  hidden?: ReadonlyMap<string, number> | undefined;
}

/** What clients see of a comment; a tombstone shows nothing of who wrote it or what. */
export function toComment(row: CommentRow, options: CommentViewOptions): Comment {
  const { kinds, toAuthor, counters, viewer, replies, hidden, decisions, asker } = options;
  const isAuthor = asker !== null && asker !== 'moderator' && asker.id === row.readerId;
  const status = asker === 'moderator' ? row.status : publicStatus(row.status, isAuthor);
  const gone =
    asker === 'moderator' ? row.body === null : status !== 'published' && !(isAuthor && HELD.has(row.status));
  const decision = isAuthor ? decisions?.get(row.id) : undefined;
  const inline = replies.get(row.id) ?? [];
  const last = inline.at(-1);
  const isCut = row.replyCount > inline.length;
  return {
    id: row.id,
    parentId: row.parentId,
    depth: row.depth,
    author: gone
      ? null
      : toAuthor({ id: row.readerId, name: row.authorName, avatarUrl: row.authorAvatarUrl, role: row.authorRole }),
    body: gone ? null : row.body,
    html: gone ? null : row.html,
    status,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    pinned: row.pinned,
    ...(row.featured && row.status === 'published' && { featured: true }),
    reactions: toReactions(kinds, counters.get(row.id) ?? []),
    rewards: toRewards(counters.get(row.id) ?? []),
    viewer: viewer && viewer(row.id),
    replyCount: row.replyCount,
    replies: {
      items: inline.map((reply) => toComment(reply, options)),
      next: isCut ? timeCursor('replies', last ?? FIRST_REPLY) : null,
    },
    ...(decision && { decision }),
    // Direct ones at least: counting stops at a limit.
    ...(isCut && { hiddenReplies: Math.max(row.replyCount - inline.length, hidden?.get(row.id) ?? 0) }),
  };
}
