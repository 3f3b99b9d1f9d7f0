import type { Comment } from '@afterword/contracts';

type Comments = readonly Comment[];

const withReplies = (comment: Comment, items: Comment[]): Comment => ({
  ...comment,
  replies: { ...comment.replies, items },
});

/** A copy of the tree with its comments changed. What the change does not touch stays the same object. */
export const changeAll = (comments: Comments, change: (comment: Comment) => Comment): Comment[] =>
  comments.map((comment) => {
    const { items } = comment.replies;
    const changed = changeAll(items, change);
    return change(changed.some((reply, at) => reply !== items[at]) ? withReplies(comment, changed) : comment);
  });

/** A copy of the tree with one comment changed. */
export const changeIn = (comments: Comments, id: string, change: (comment: Comment) => Comment): Comment[] =>
  changeAll(comments, (comment) => (comment.id === id ? change(comment) : comment));

/** Whether two comments say the same, with their replies. */
export const isSame = (one: Comment, other: Comment): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

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
  // What has not changed stays the same object: then it is not compared again.
  return isSame(joint, loaded) ? loaded : joint;
}

const byTime = (a: Comment, b: Comment): number => Date.parse(a.createdAt) - Date.parse(b.createdAt);

/** A copy of the tree with a reply appended to its parent's replies. */
export const addReply = (comments: Comments, parentId: string, reply: Comment): Comment[] =>
  changeIn(comments, parentId, (parent) => withReplies(parent, append(parent.replies.items, [reply])));

/** All comments of a tree, each before its replies. Added to a list, since a long thread is looked through often. */
export function flat(comments: Comments, all: Comment[] = []): Comment[] {
  for (const comment of comments) {
    all.push(comment);
    flat(comment.replies.items, all);
  }
  return all;
}

export const find = (comments: Comments, id: string): Comment | null =>
  flat(comments).find((comment) => comment.id === id) ?? null;
