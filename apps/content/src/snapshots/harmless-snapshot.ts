import type { PageSnapshot, SnapshotComment } from '@afterword/contracts';
import { sanitizeUnlessWritten } from '@afterword/platform';

/**
 * A snapshot whose comments can be put into a page. Engagement sanitizes each comment when it is written; but whoever can write to the
 * queue could send others. Looking at HTML that is as engagement writes it costs little.
 */
export function harmless(snapshot: PageSnapshot): PageSnapshot {
  if (!snapshot.comments) return snapshot;
  const { items, featured, ...thread } = snapshot.comments;
  const comments = {
    ...thread,
    items: items.map(harmlessComment),
    ...(featured && { featured: featured.map(harmlessComment) }),
  };
  return { ...snapshot, comments };
}

/** A picture is loaded from the web or from engagement itself. */
const isPicture = (url: string) => /^(https?:\/\/|\/(?!\/))/i.test(url);

const harmlessComment = (comment: SnapshotComment): SnapshotComment => ({
  ...comment,
  author: comment.author && {
    ...comment.author,
    avatarUrl: isPicture(comment.author.avatarUrl ?? '') ? comment.author.avatarUrl : null,
  },
  html: comment.html === null ? null : sanitizeUnlessWritten(comment.html),
  replies: { ...comment.replies, items: comment.replies.items.map(harmlessComment) },
});
