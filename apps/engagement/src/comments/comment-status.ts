import { type CommentStatus, commentStatuses } from '@afterword/contracts';

/** A cause of a status change: where it leads, and from where it may come. */
interface Transition {
  from: readonly CommentStatus[];
  to: CommentStatus;
  /** The text goes for good. Otherwise a comment that is hidden keeps it, and can be shown again. */
  erases: boolean;
}

const NOT_DELETED = commentStatuses.filter((status) => status !== 'deleted');
const HIDDEN = NOT_DELETED.filter((status) => status !== 'published');

/** Every way in which a comment changes status, by its cause. */
export const TRANSITIONS = {
  'author-deleted': { from: NOT_DELETED, to: 'deleted', erases: true },
  'reader-erased': { from: NOT_DELETED, to: 'deleted', erases: true },
  'staff-removed': { from: NOT_DELETED.filter((status) => status !== 'removed'), to: 'removed', erases: false },
  'staff-restored': { from: ['removed'], to: 'published', erases: false },
  reported: { from: ['published'], to: 'pending', erases: false },
  'edit-held': { from: ['published', 'muted'], to: 'pending', erases: false },
  'edit-muted': { from: ['published'], to: 'muted', erases: false },
  'decision-publish': { from: HIDDEN, to: 'published', erases: false },
  'decision-reject': { from: NOT_DELETED.filter((status) => status !== 'rejected'), to: 'rejected', erases: false },
  'decision-spam': { from: NOT_DELETED.filter((status) => status !== 'spam'), to: 'spam', erases: false },
  'decision-remove': { from: NOT_DELETED.filter((status) => status !== 'removed'), to: 'removed', erases: false },
  'import-undone': { from: NOT_DELETED, to: 'deleted', erases: true },
  'decision-hold': { from: NOT_DELETED.filter((status) => status !== 'pending'), to: 'pending', erases: false },
} as const satisfies Record<string, Transition>;

/** The last two have no transition of their own: one leads back to where each comment was, the other to where its source says. */
export type StatusCause = keyof typeof TRANSITIONS | 'decision-undone' | 'import-changed';

/** Held or refused: nobody sees such a comment but its author and staff. */
export const HELD: ReadonlySet<CommentStatus> = new Set<CommentStatus>(['pending', 'rejected', 'spam']);

/** Whether an author is told why their comment is not shown. Not of what was taken for spam: whoever sends that learns from it. */
export const isToldAbout = (status: CommentStatus): boolean =>
  status === 'pending' || status === 'rejected' || status === 'removed';

/** Whether a comment is one that only its author sees, as if it were published. */
export const isMutedOf = (
  { status, readerId }: { status: CommentStatus; readerId: string },
  asker: { id: string } | null,
): boolean => status === 'muted' && readerId === asker?.id;

/**
 * The status that readers are told. What is held while it has replies is a tombstone to them, like what staff have removed; its
 * author is not told that a moderator took it for spam, nor that they are muted.
 */
export function publicStatus(status: CommentStatus, isAuthor: boolean): CommentStatus {
  if (status === 'muted') return isAuthor ? 'published' : 'removed';
  if (!HELD.has(status)) return status;
  if (!isAuthor) return 'removed';
  return status === 'pending' ? 'pending' : 'rejected';
}
