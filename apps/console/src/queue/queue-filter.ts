import type { ModeratedComment, ModerationQueueQuery } from '@afterword/contracts';

export type QueueStatus = ModerationQueueQuery['status'];
export type QueueSort = ModerationQueueQuery['sort'];

/** Which comments a list shows. */
export interface QueueFilter {
  status: QueueStatus;
  sort: QueueSort;
  q?: string | undefined;
  reader?: string | undefined;
  page?: string | undefined;
}

/** The queues that people look through, in the order in which they are listed. */
export const QUEUES = [
  'pending',
  'reported',
  'spam',
  'rejected',
  'removed',
  'all',
] as const satisfies readonly QueueStatus[];

/** Who waits longest comes first; what is looked up is looked up from now backwards. */
export const sortOf = (status: QueueStatus): QueueSort =>
  status === 'pending' || status === 'reported' ? 'oldest' : 'newest';

/** Whether a comment belongs into a list, as the service would say. */
export function matches(comment: ModeratedComment, { status, q, reader, page }: QueueFilter): boolean {
  if (comment.status === 'deleted') return false;
  if (status === 'reported' ? comment.reports.open === 0 : status !== 'all' && comment.status !== status) return false;
  if (reader !== undefined && comment.author?.id !== reader) return false;
  if (page !== undefined && comment.page.key !== page) return false;
  return q === undefined || (comment.body ?? '').toLowerCase().includes(q.toLowerCase());
}

/** The order of a list: ids grow with time. */
export const comparator =
  (sort: QueueSort) =>
  ({ id: one }: { id: string }, { id: other }: { id: string }): number =>
    one === other ? 0 : one < other === (sort === 'oldest') ? -1 : 1;
