import type { Comment } from '@afterword/contracts';

type Comments = readonly Comment[];

const withReplies = (comment: Comment, items: Comment[]): Comment => ({
  ...comment,
  replies: { ...comment.replies, items },
});

/** A copy of the tree with one comment changed. What the change does not touch stays the same object. */
export function changeIn(comments: Comments, id: string, change: (comment: Comment) => Comment): Comment[] {
  return comments.map((comment) => {
    if (comment.id === id) return change(comment);
    const { items } = comment.replies;
    const changed = changeIn(items, id, change);
    return changed.some((reply, index) => reply !== items[index]) ? withReplies(comment, changed) : comment;
  });
}

/** A copy of the tree without one comment. */
export const removeFrom = (comments: Comments, id: string): Comment[] =>
  comments
    .filter((comment) => comment.id !== id)
    .map((comment) => withReplies(comment, removeFrom(comment.replies.items, id)));

/** Appends the comments that are not in the list yet. */
export function append(comments: Comments, more: Comments): Comment[] {
  const known = new Set(comments.map(({ id }) => id));
  return [...comments, ...more.filter(({ id }) => !known.has(id))];
}

/**
 * The list with more of it: what is in it already keeps its place and what was loaded below it, as it is now; the rest follows.
 */
export function merge(comments: Comments, more: Comments): Comment[] {
  const newer = new Map(more.map((comment) => [comment.id, comment]));
  return append(
    comments.map((comment) => {
      const now = newer.get(comment.id);
      return now ? joined(comment, now) : comment;
    }),
    more,
  );
}

function joined(loaded: Comment, now: Comment): Comment {
  const items = merge(loaded.replies.items, now.replies.items).sort(byTime);
  const isWhole = items.length >= now.replyCount;
  const hiddenReplies = loaded.replies.next === null ? now.hiddenReplies : loaded.hiddenReplies;
  const next = isWhole ? null : (loaded.replies.next ?? now.replies.next);
  const joint = { ...now, hiddenReplies, replies: { items, next } };
  // What has not changed stays the same object: then it is not rendered again.
  const isSame =
    items.length === loaded.replies.items.length && items.every((one, at) => one === loaded.replies.items[at]);
  return isSame && textOf(joint) === textOf(loaded) ? loaded : joint;
}

const textOf = ({ replies, ...comment }: Comment): string => JSON.stringify([comment, replies.next]);

const byTime = (a: Comment, b: Comment): number => Date.parse(a.createdAt) - Date.parse(b.createdAt);

/** A copy of the tree with a reply appended to its parent's replies. */
export const addReply = (comments: Comments, parentId: string, reply: Comment): Comment[] =>
  changeIn(comments, parentId, (parent) => withReplies(parent, append(parent.replies.items, [reply])));

export function find(comments: Comments, id: string): Comment | null {
  for (const comment of comments) {
    const found = comment.id === id ? comment : find(comment.replies.items, id);
    if (found) return found;
  }
  return null;
}
