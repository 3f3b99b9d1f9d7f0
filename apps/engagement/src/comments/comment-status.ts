import { type CommentStatus, commentStatuses } from '@afterword/contracts';

/** A cause of a status change: where it leads, and from where it may come. */
interface Transition {
  from: readonly CommentStatus[];
  to: CommentStatus;
  /** The text goes for good. Otherwise a comment that is hidden keeps it, and can be shown again. */
  erases: boolean;
}

const NOT_DELETED = commentStatuses.filter((status) => status !== 'deleted');

/** Every way in which a comment changes status, by its cause. */
export const TRANSITIONS = {
  'author-deleted': { from: NOT_DELETED, to: 'deleted', erases: true },
  'reader-erased': { from: NOT_DELETED, to: 'deleted', erases: true },
  'staff-removed': { from: NOT_DELETED.filter((status) => status !== 'removed'), to: 'removed', erases: false },
  'staff-restored': { from: ['removed'], to: 'published', erases: false },
} as const satisfies Record<string, Transition>;

export type StatusCause = keyof typeof TRANSITIONS;
