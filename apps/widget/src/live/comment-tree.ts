import type { Comment } from '@afterword/contracts';

type Comments = readonly Comment[];

const withReplies = (comment: Comment, items: Comment[]): Comment => ({
  ...comment,
  replies: { ...comment.replies, items },
});

/** The comments with one of them changed, wherever it stands. */
export function changeIn(comments: Comments, id: string, change: (comment: Comment) => Comment): Comment[] {
  return comments.map((comment) =>
    comment.id === id
      ? change(comment)
      : comment.replies.items.length === 0
        ? comment
        : withReplies(comment, changeIn(comment.replies.items, id, change)),
  );
}

/** The comments without one of them, wherever it stands. */
export const removeFrom = (comments: Comments, id: string): Comment[] =>
  comments
    .filter((comment) => comment.id !== id)
    .map((comment) => withReplies(comment, removeFrom(comment.replies.items, id)));

/** The comments and then those that are not among them yet. */
export function append(comments: Comments, more: Comments): Comment[] {
  const known = new Set(comments.map(({ id }) => id));
  return [...comments, ...more.filter(({ id }) => !known.has(id))];
}

/** The comments with a reply at the end of its parent's. */
export const addReply = (comments: Comments, parentId: string, reply: Comment): Comment[] =>
  changeIn(comments, parentId, (parent) => withReplies(parent, append(parent.replies.items, [reply])));

export function find(comments: Comments, id: string): Comment | null {
  for (const comment of comments) {
    const found = comment.id === id ? comment : find(comment.replies.items, id);
    if (found) return found;
  }
  return null;
}
