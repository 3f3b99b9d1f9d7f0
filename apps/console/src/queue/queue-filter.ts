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

export const SORTS = ['oldest', 'newest', 'reports'] as const satisfies readonly QueueSort[];

/** What readers complain of most and who waits longest come first; what is looked up is looked up from now backwards. */
export const sortOf = (status: QueueStatus): QueueSort =>
  status === 'reported' ? 'reports' : status === 'pending' ? 'oldest' : 'newest';

/** Whether a comment belongs into a list, as the service would say. */
export function matches(comment: ModeratedComment, { status, q, reader, page }: QueueFilter): boolean {
  if (comment.status === 'deleted') return false;
  if (status === 'reported' ? comment.reports.open === 0 : status !== 'all' && comment.status !== status) return false;
  if (reader !== undefined && comment.author?.id !== reader) return false;
  if (page !== undefined && comment.page.key !== page) return false;
  return q === undefined || (comment.body ?? '').toLowerCase().includes(q.toLowerCase());
}

type Placed = Pick<ModeratedComment, 'id' | 'reports'>;

/** The order of a list: ids grow with time. */
export const comparator =
  (sort: QueueSort) =>
  (one: Placed, other: Placed): number => {
    if (one.id === other.id) return 0;
    const heavier = sort === 'reports' ? other.reports.weight - one.reports.weight : 0;
    return heavier !== 0 ? heavier : one.id < other.id === (sort !== 'newest') ? -1 : 1;
  };
