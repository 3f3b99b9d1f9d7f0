import type { Comment, CommentList, CommentSort } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import { Observable } from '../observable';
import type { PageStore } from '../page-store';
import type { ThreadData } from './ui';
import { onePerKey } from '../one-per-key';

/** What is known of the thread, whatever element shows it. */
export interface Known extends CommentList {
  /** The comment that the address names, below those that it answers, where it is not among the items. */
  linked: Comment | null;
}

/** A mark that the reader wants on a comment, or does not want any more. */
export const reactionKey = (id: string, kind: string): string => `${id} ${kind}`;

/** A page's thread as the service last gave it. What readers do to it is in afterwards/thread-changes.ts. */
export class ThreadStore extends Observable {
  sort: CommentSort = 'top';
  /** Why the comments could not be loaded. */
  failure: Failure | null = null;
  known: Known | null = null;
  /** What is wanted and what is on its way, over what is stored. */
  overlay: (known: Known) => Known = (known) => known;
  /** Called when the list is new. */
  renewed: () => void = () => undefined;
  /** False until the service's own list is here. */
  isCurrent = false;

  private constructor(readonly page: PageStore) {
    super();
  }

  /** One for each page, shared by every element that shows it. */
  static readonly of = onePerKey((page: PageStore) => new ThreadStore(page));

  /** The state that the server rendered, until the truth is here. */
  start({ items, next, total, closed }: ThreadData): void {
    this.known ??= { items: [...items], next, total, linked: null };
    this.page.closed ||= closed;
  }

  /** What to show. Null until it is known. */
  get thread(): ThreadData | null {
    const { known, page } = this;
    return known && { ...this.overlay(known), total: page.counters?.comments ?? known.total, closed: page.closed };
  }

  async load(sort: CommentSort = this.sort): Promise<void> {
    this.sort = sort;
    this.changed();
    await this.attempt(async () => {
      const list = await this.list(null);
      if (sort !== this.sort) return;
      this.isCurrent = true;
      this.set({ ...list, linked: this.known?.linked ?? null });
      this.renewed();
      this.page.setCommentCount(list.total);
    });
  }

  list(cursor: string | null): Promise<CommentList> {
    const query = new URLSearchParams({ sort: this.sort, ...(cursor !== null && { cursor }) });
    return this.page.session.read<CommentList>(`${this.page.path}/comments?${query}`);
  }

  set(known: Known): void {
    this.known = known;
    this.changed();
  }

  /** Says that what is shown over the list is not what it was. */
  touched(): void {
    this.changed();
  }

  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
      this.page.allowed &&= this.failure.kind !== 'not-allowed';
    }
    this.changed();
  }
}
