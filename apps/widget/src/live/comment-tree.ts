import type { Comment } from '@afterword/contracts';

type Comments = readonly Comment[];

const withReplies = (comment: Comment, items: Comment[]): Comment => ({
  ...comment,
  replies: { ...comment.replies, items },
});

/** A copy of the tree with one comment changed. */
export function changeIn(comments: Comments, id: string, change: (comment: Comment) => Comment): Comment[] {
  return comments.map((comment) =>
    comment.id === id
      ? change(comment)
      : comment.replies.items.length === 0
        ? comment
        : withReplies(comment, changeIn(comment.replies.items, id, change)),
  );
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
