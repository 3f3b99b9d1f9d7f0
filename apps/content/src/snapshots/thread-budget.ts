import { LIMITS, type SnapshotComment } from '@afterword/contracts';
import type { ThreadSnapshot } from './engagement-snapshot.entity';

/** A snapshot's thread as a page carries it. */
export interface ShownThread extends ThreadSnapshot {
  /** Something of the snapshot is left out. */
  isCut?: boolean;
}

const bytesOf = ({ body, html }: SnapshotComment): number =>
  Buffer.byteLength(body ?? '') + Buffer.byteLength(html ?? '');

/**
 * The beginning of a thread that a page may carry. Engagement keeps to the budget; a snapshot of an older version may not. Further replies
 * are left out first, then the end of the list. Where something is left out, the cursor is empty: it leads to the list's beginning.
 */
export function withinBudget(thread: ThreadSnapshot): ShownThread {
  let left: number = LIMITS.threadBytes;
  const kept = new Set<SnapshotComment>();
  for (let level: readonly SnapshotComment[] = thread.items; level.length > 0 && left >= 0;) {
    const below: SnapshotComment[] = [];
    for (const comment of level) {
      left -= bytesOf(comment);
      if (left < 0 && kept.size > 0) break;
      kept.add(comment);
      below.push(...comment.replies.items);
    }
    level = below;
  }
  if (left >= 0) return thread;
  const cut = (list: SnapshotComment['replies']): SnapshotComment['replies'] => {
    const items = list.items.filter((comment) => kept.has(comment));
    const shown = items.map((comment) => ({ ...comment, replies: cut(comment.replies) }));
    return { items: shown, next: items.length < list.items.length ? '' : list.next };
  };
  return { ...thread, ...cut(thread), isCut: true };
}
