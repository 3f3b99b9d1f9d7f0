import type { Comment, CommentList, CommentSort } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import { Observable } from '../observable';
import type { PageStore } from '../page-store';
import type { ThreadData } from './ui';
import { onePerKey } from '../one-per-key';

/** The loaded part of a thread. */
export interface Known extends Omit<CommentList, 'lastEventId'> {
  /** The comment in the URL fragment below its ancestors, if it is not among the items. */
  linked: Comment | null;
}

/** Key of a pending reaction to a comment. */
export const reactionKey = (id: string, kind: string): string => `${id} ${kind}`;

/** A page's thread as last read from the service. Changes by readers are in live/thread-changes.ts. */
export class ThreadStore extends Observable {
  sort: CommentSort;
  /** Why the last load failed; null if it succeeded. */
  failure: Failure | null = null;
  known: Known | null = null;
  /** Applies pending reactions and unsent comments to the loaded thread. */
  overlay: (known: Known) => Known = (known) => known;
  /** Called after the list was read again. */
  renewed?: () => void;
  /** Whether the list was read from the service, not only from server-rendered state. */
  isCurrent?: boolean;
  /** Called when nothing is being read any more. */
  afterReads?: () => void;
  /** How many reads are under way: what happens meanwhile, their answers may not know. */
  openReads = 0;

  private constructor(readonly page: PageStore) {
    super();
    this.sort = page.session.storage.load(`sort:${page.address.site}`) ?? 'top';
  }

  /** One per page, shared by all its elements. */
  static readonly of = onePerKey((page: PageStore) => new ThreadStore(page));

  /** Starts from the server-rendered state, until the list is loaded. */
  start({ items, next, total, closed, featured }: ThreadData): void {
    this.known ??= { items: [...items], featured: featured && [...featured], next, total, linked: null };
    this.page.closed ||= closed;
  }

  /** The thread to show, pending changes applied; null until known. */
  get thread(): ThreadData | null {
    const { known, page } = this;
    return known && { ...this.overlay(known), total: page.counters?.comments ?? known.total, closed: page.closed };
  }

  load(sort: CommentSort = this.sort): Promise<void> {
    this.sort = sort;
    this.failure = null;
    this.tellWatchers();
    return (this.page.listed = this.attempt(async () => {
      const list = await this.list(null);
      if (sort !== this.sort) return;
      this.isCurrent = true;
      this.set({ ...list, linked: this.known?.linked ?? null });
      this.renewed?.();
      this.page.setCommentCount(list.total);
    }));
  }

  pathOf(cursor: string | null, limit?: number): string {
    const query = new URLSearchParams({ sort: this.sort });
    if (cursor) query.set('cursor', cursor);
    if (limit) query.set('limit', `${limit}`);
    return `${this.page.path}/comments?${query}`;
  }

  async list(cursor: string | null, limit?: number): Promise<CommentList> {
    const list = await this.page.read<CommentList>(this.pathOf(cursor, limit));
    this.page.listEventId ??= list.lastEventId;
    return list;
  }

  set(known: Known): void {
    this.known = known;
    this.tellWatchers();
  }

  async attempt(work: () => Promise<void>): Promise<void> {
    const { failure } = this;
    this.openReads++;
    try {
      await work();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
      this.page.allowed &&= this.failure.kind !== 'not-allowed';
    }
    if (!--this.openReads) this.afterReads?.();
    // What the work has changed it has told: a long thread is not rendered twice.
    if (this.failure !== failure) this.tellWatchers();
  }
}
